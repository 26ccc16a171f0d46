"""The chat page, and the views that lead to it."""

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
"""The cookie with the id of the room that `/` opens. The script sets it too."""


@require_safe
@authenticated
def home(request: AuthenticatedRequest) -> HttpResponse:
    """Redirect to the last open room, the default room or any other room of the user; without one, to the room list."""
    room = _home_room(request)
    return redirect(room_url(room.pk, room.slug) if room else "rooms")


@require_safe
@never_cache
@authenticated
def search(request: AuthenticatedRequest) -> HttpResponse:
    """Show the last open room beside the search panel. The script searches what the URL describes."""
    home_room = _home_room(request)
    if home_room is None:
        return redirect("rooms")
    start = boot(request.user, home_room.pk)
    return render(request, "chat/rooms/room.html", {"start": start, "query": request.GET.get("q", "").strip()})


@require_safe
@never_cache
@authenticated
def room(request: AuthenticatedRequest, room_id: int, slug: str = "", seq: int | None = None) -> HttpResponse:
    """Show a room at its newest messages, or around `seq`. The slug is only for display."""
    start = boot(request.user, room_id, around=seq)
    response = render(request, "chat/rooms/room.html", {"start": start})
    if start.room.role:
        response.set_cookie(LAST_ROOM, str(room_id), max_age=60 * 60 * 24 * 365, samesite="Lax")
    return response


@require_safe
@never_cache
@authenticated
def view(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """Show the catch-up, threads or saved view in place of the last open room."""
    home_room = _home_room(request)
    if home_room is None:
        return redirect("rooms")
    start = boot(request.user, home_room.pk).model_copy(update={"view": name})
    return render(request, "chat/rooms/room.html", {"start": start, "view": name})


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


def _home_room(request: AuthenticatedRequest) -> Room | None:
    return _last_room(request.user, request.COOKIES.get(LAST_ROOM, "")) or _first_room(request.user)


def _last_room(user: User, cookie: str) -> Room | None:
    if not cookie.isascii() or not cookie.isdigit() or len(cookie) > 18:
        return None
    return Room.objects.filter(memberships__user=user, pk=int(cookie)).first()


def _first_room(user: User) -> Room | None:
    return Room.objects.open().filter(memberships__user=user).order_by("-is_default", "name_key", "id").first()
