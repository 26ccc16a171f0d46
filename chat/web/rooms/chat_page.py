"""The chat itself: one page that shows a room, and the ways into it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chat.actions.rooms import memberships
from chat.models import Room, User
from chat.web.decorators import AuthenticatedRequest, authenticated, show_errors
from chat.web.rooms.addresses import room_url
from chat.web.rooms.boot import boot

LAST_ROOM = "last_room"
"""The cookie that remembers where `/` leads; the script sets it as well."""


@require_safe
@authenticated
def home(request: AuthenticatedRequest) -> HttpResponse:
    """To the room that was open last, else the newcomers' one, else any; with none, to those that can be joined."""
    found = _last_room(request.user, request.COOKIES.get(LAST_ROOM, "")) or _first_room(request.user)
    return redirect(room_url(found.pk, found.slug) if found else "rooms")


@require_safe
@never_cache
@authenticated
def search(request: AuthenticatedRequest) -> HttpResponse:
    """The room that was open last, where the script opens the search of the address beside it."""
    found = _last_room(request.user, request.COOKIES.get(LAST_ROOM, "")) or _first_room(request.user)
    if found is None:
        return redirect("rooms")
    start = boot(request.user, found.pk)
    return render(request, "chat/rooms/room.html", {"start": start, "boot": start.to_dict()})


@require_safe
@never_cache
@authenticated
def room(request: AuthenticatedRequest, room_id: int, slug: str = "", seq: int | None = None) -> HttpResponse:
    """A room, at its newest messages or around `seq`. The slug is for people; the number decides."""
    start = boot(request.user, room_id, around=seq)
    response = render(request, "chat/rooms/room.html", {"start": start, "boot": start.to_dict()})
    if start.room.role:
        response.set_cookie(LAST_ROOM, str(room_id), max_age=60 * 60 * 24 * 365, samesite="Lax")
    return response


@require_safe
@never_cache
@authenticated
def view(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """What is unread, followed or saved everywhere, in the place of the room that `/` leads to."""
    found = _last_room(request.user, request.COOKIES.get(LAST_ROOM, "")) or _first_room(request.user)
    if found is None:
        return redirect("rooms")
    start = boot(request.user, found.pk)
    facts = {"start": start, "boot": {**start.to_dict(), "view": name}, "view": name}
    return render(request, "chat/rooms/room.html", facts)


@require_POST
@authenticated
def join(request: AuthenticatedRequest, room_id: int) -> HttpResponse:
    with show_errors(request):
        memberships.join(by=request.user, room_id=room_id)
    return redirect("room", room_id)


@require_POST
@authenticated
def leave(request: AuthenticatedRequest, room_id: int) -> HttpResponse:
    with show_errors(request):
        memberships.leave(by=request.user, room_id=room_id)
        return redirect("home")
    return redirect("room-settings", room_id)


def _last_room(user: User, cookie: str) -> Room | None:
    if not cookie.isascii() or not cookie.isdigit() or len(cookie) > 18:
        return None
    return Room.objects.filter(memberships__user=user, pk=int(cookie)).first()


def _first_room(user: User) -> Room | None:
    return Room.objects.open().filter(memberships__user=user).order_by("-is_default", "name_key", "id").first()
