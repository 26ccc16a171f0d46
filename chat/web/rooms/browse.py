"""Pages for browsing public rooms and creating rooms."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import BooleanField, Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from chat.actions.rooms import rooms
from chat.models import Kind, Membership, Room, RoomRemoval
from chat.queries.rooms import public_rooms
from chat.queries.rooms.invitations import invitations_of
from chat.web.decorators import AuthenticatedRequest, authenticated, search_query, show_errors
from chat.web.rooms.forms import NewRoomForm

PER_PAGE = 50


@require_safe
@authenticated
def browse(request: AuthenticatedRequest) -> HttpResponse:
    """List open public rooms, filtered by `?q=` in name or topic, and the invitations that wait for the user."""
    query = search_query(request)
    mine = Exists(Membership.objects.filter(room=OuterRef("pk"), user=request.user), output_field=BooleanField())
    gone = Exists(RoomRemoval.objects.filter(room=OuterRef("pk"), user=request.user), output_field=BooleanField())
    matches = Room.objects.open().filter(kind=Kind.PUBLIC).annotate(is_mine=mine, is_removed=gone)
    matches = matches.order_by("name_key", "id")
    if query:
        matches = matches.filter(public_rooms.with_words(query))
    page = Paginator(matches, PER_PAGE).get_page(request.GET.get("page"))
    invitations = invitations_of([request.user.pk])[request.user.pk]
    return render(request, "chat/rooms/browse.html", {"page": page, "query": query, "invitations": invitations})


@require_http_methods(["GET", "HEAD", "POST"])
@authenticated
def new(request: AuthenticatedRequest) -> HttpResponse:
    form = NewRoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with show_errors(request, form):
            room = rooms.create(by=request.user, **_room_fields(form.cleaned_data))
            return redirect("room", room.pk)
    return render(request, "chat/rooms/new.html", {"form": form}, status=422 if form.errors else 200)


def _room_fields(data: dict[str, Any]) -> dict[str, Any]:
    return {"name": data["name"], "topic": data["topic"], "kind": Kind(data["kind"])}
