"""The settings page of a room: name, topic, members, roles and archiving."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chat.access import membership_for
from chat.actions.messages.retention import days_kept
from chat.actions.rooms import memberships, retention, rooms
from chat.errors import NotAMember, NotFound
from chat.models import Kind, Membership, Role, Room, RoomInvitation, RoomRemoval, User
from chat.text.people.names import fold
from chat.web.decorators import AuthenticatedRequest, authenticated, show_errors
from chat.web.rooms.forms import AddMemberForm, RetentionForm, RoleForm, RoomForm

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@authenticated
def settings(request: AuthenticatedRequest, room_id: int) -> HttpResponse:
    mine = _own_membership(request.user, room_id)
    form = RoomForm(request.POST or None, initial={"name": mine.room.name, "topic": mine.room.topic})
    if request.method == "POST" and form.is_valid():
        with show_errors(request, form):
            rooms.update(by=request.user, room_id=room_id, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("room-settings", room_id)
    page = Paginator(_members(mine), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "room": mine.room,
        "mine": mine,
        "form": form,
        "add_form": AddMemberForm(),
        "page": page,
        "roles": Role.choices,
        "days_kept": days_kept(mine.room.retention_days),
        "retention_form": RetentionForm(initial={"days": mine.room.retention_days or None}),
        **(_outside(mine.room) if mine.moderates and not mine.room.is_archived else {}),
    }
    return render(request, "chat/rooms/settings.html", context, status=422 if form.errors else 200)


@require_POST
@authenticated
def set_retention(request: AuthenticatedRequest, room_id: int) -> HttpResponse:
    form = RetentionForm(request.POST)
    with show_errors(request):
        if form.is_valid():
            mine = _own_membership(request.user, room_id)
            days = form.cleaned_data["days"] or 0
            retention.set_retention(by=mine.user, room_id=room_id, days=days, as_staff=mine.user.is_staff)
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Enter a number of days."))
    return redirect("room-settings", room_id)


@require_POST
@authenticated
def add_member(request: AuthenticatedRequest, room_id: int) -> HttpResponse:
    with show_errors(request):
        person = User.objects.filter(username_key=fold(request.POST.get("username", "")), is_active=True).first()
        if person is None:
            messages.error(request, _("No user has this name."))
        else:
            added = memberships.add(by=request.user, room_id=room_id, user_id=person.pk)
            asked = _("%(name)s is asked first, and joins after accepting.")
            text = asked if isinstance(added, RoomInvitation) else _("%(name)s is in the room now.")
            messages.success(request, text % {"name": person.name})
    return redirect("room-settings", room_id)


@require_POST
@authenticated
def change_role(request: AuthenticatedRequest, room_id: int, user_id: int) -> HttpResponse:
    form = RoleForm(request.POST)
    if form.is_valid():
        with show_errors(request):
            memberships.set_role(
                by=request.user, room_id=room_id, user_id=user_id, role=Role(form.cleaned_data["role"])
            )
            messages.success(request, _("Saved."))
    return redirect("room-settings", room_id)


@require_POST
@authenticated
def remove_member(request: AuthenticatedRequest, room_id: int, user_id: int) -> HttpResponse:
    with show_errors(request):
        memberships.remove(by=request.user, room_id=room_id, user_id=user_id)
        if user_id == request.user.pk:
            return redirect("home")
        messages.success(request, _("Removed."))
    return redirect("room-settings", room_id)


@require_POST
@authenticated
def archive(request: AuthenticatedRequest, room_id: int) -> HttpResponse:
    """Archive the room, or reopen it with `on=0`."""
    with show_errors(request):
        rooms.archive(by=request.user, room_id=room_id, on=request.POST.get("on") != "0")
    return redirect("room-settings", room_id)


def _own_membership(user: User, room_id: int) -> Membership:
    """Return the user's membership.

    Raises:
        NotFound: The user is not a member, or the room is a direct conversation. Both have no settings page.
    """
    try:
        mine = membership_for(user.pk, room_id)
    except NotAMember:
        raise NotFound() from None
    if mine.room.is_direct:
        raise NotFound()
    return mine


def _outside(room: Room) -> dict[str, QuerySet[Any]]:
    """Return the people whom moderators may let in, or take an invitation from: the latest of each kind."""
    invited = room.invitations.waiting().select_related("user").order_by("-pk")
    # Nobody walks into a private room, removed or not.
    removed = RoomRemoval.objects.filter(room=room, room__kind=Kind.PUBLIC).select_related("user", "removed_by")
    return {"invited": invited[:PER_PAGE], "removed": removed[:PER_PAGE]}


def _members(mine: Membership) -> QuerySet[Membership]:
    """Return the members: owners, moderators, then everyone else, each by name."""
    rank = Case(When(role=Role.OWNER, then=0), When(role=Role.MODERATOR, then=1), default=2)
    return mine.room.memberships.select_related("user").order_by(rank, "user__username_key")
