"""Direct conversations."""

from ninja import Router, Status

from chat.actions.rooms import rooms
from chat.api.auth import Request
from chat.api.errors import responses
from chat.delivery.presence import presence
from chat.executors import read, write
from chat.protocol.rooms import NewDirect, RoomPayload
from chat.queries.rooms import sidebar

router = Router(by_alias=True, exclude_unset=True, tags=["rooms"])


@router.post(
    "/directs",
    response=responses({200: RoomPayload, 201: RoomPayload}, 404),
    summary="Open a direct conversation",
)
async def open_direct(request: Request, body: NewDirect) -> Status[RoomPayload]:
    """Return the conversation of you and exactly these people: 201 if it was created, 200 if it existed."""
    by = request.auth.user
    room, created = await write(rooms.open_direct, by=by, user_ids=body.user_ids)
    return Status(201 if created else 200, await read(sidebar.entry, by.pk, room.pk, presence.online))
