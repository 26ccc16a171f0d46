"""Listing, creating and changing rooms."""

from typing import Any

from django.db import transaction
from ninja import Query, Router, Status

from chat.access import room_for
from chat.actions.rooms import preferences, retention, rooms
from chat.actions.rooms import sidebar as sidebar_actions
from chat.api.auth import Request
from chat.api.errors import responses
from chat.delivery.presence import presence
from chat.executors import read, write
from chat.models import Kind, Notify, User
from chat.protocol.rooms import NewRoom, RoomChange, RoomList, RoomPayload, RoomsQuery
from chat.queries.rooms import public_rooms, sidebar

router = Router(by_alias=True, exclude_unset=True, tags=["rooms"])
PERSONAL = {"notify", "favourite", "section"}
"""Fields that concern the user alone."""


@router.get("/rooms", response=responses({200: RoomList}), summary="My rooms, or the public ones")
async def list_rooms(request: Request, query: Query[RoomsQuery]) -> RoomList:
    """List all rooms that you are a member of.

    With `public=1`, list the open public rooms by name, page by page. `role` is null if you are not a member.
    """
    user_id, credential = request.auth.user.pk, request.auth.credential
    if not query.public:
        entries = await read(sidebar.entries, user_id, presence.online)
        return RoomList(rooms=[entry for entry in entries if credential.reaches(entry.id)])
    credential.require_all_rooms()
    return await read(public_rooms.public_rooms, user_id, presence.online, after=query.after, limit=query.limit)


@router.post("/rooms", response=responses({201: RoomPayload}, 409), summary="Create a room")
async def create_room(request: Request, body: NewRoom) -> Status[RoomPayload]:
    by = request.auth.user
    room = await write(rooms.create, by=by, name=body.name, kind=Kind(body.kind), topic=body.topic)
    return Status(201, await _entry(by, room.pk))


@router.get("/rooms/{id:room_id}", response=responses({200: RoomPayload}, 404), summary="Get a room")
async def show_room(request: Request, room_id: int) -> RoomPayload:
    return await _entry(request.auth.user, room_id)


@router.patch("/rooms/{id:room_id}", response=responses({200: RoomPayload}, 404, 409), summary="Change a room")
async def change_room(request: Request, room_id: int, body: RoomChange) -> RoomPayload:
    """Change a room. Either all changes are made, or none.

    Moderators may change `name`, `topic`, `slowSeconds` and `readOnly`, owners `archived` and `retentionDays`, which
    staff may change as well. `notify` is your own preference. `favourite` and `section` say where your own sidebar
    shows the room.
    """
    by, changes = request.auth.user, body.model_dump(exclude_unset=True)
    if changes.keys() - PERSONAL:
        request.auth.credential.require_scope("moderate")
    await write(_change, by, room_id, changes)
    return await _entry(by, room_id)


def _change(by: User, room_id: int, changes: dict[str, Any]) -> None:
    texts = {key: changes[key] for key in ("name", "topic", "slow_seconds", "read_only") if key in changes}
    with transaction.atomic():
        if changes.get("archived") is False:
            rooms.archive(by=by, room_id=room_id, on=False)
        if texts:
            rooms.update(by=by, room_id=room_id, **texts)
        if "retention_days" in changes:
            room_for(by.pk, room_id)  # Staff need not be in the room, but the answer shows it.
            days = changes["retention_days"]
            retention.set_retention(by=by, room_id=room_id, days=days, as_staff=by.is_staff)
        if "notify" in changes:
            preferences.set_notify(by=by, room_id=room_id, notify=Notify(changes["notify"]))
        if where := {key: changes[key] for key in ("favourite", "section") if key in changes}:
            sidebar_actions.place_room(by=by, room_id=room_id, **where)
        if changes.get("archived"):
            rooms.archive(by=by, room_id=room_id)


async def _entry(user: User, room_id: int) -> RoomPayload:
    return await read(sidebar.entry, user.pk, room_id, presence.count_members_here)
