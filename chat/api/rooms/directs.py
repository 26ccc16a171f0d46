"""Direct conversations."""

from ninja import Router, Status

from chat.actions.rooms import rooms
from chat.api.auth import Request
from chat.api.errors import answers
from chat.delivery.presence import presence
from chat.executors import read, write
from chat.protocol.rooms import NewDirect, RoomPayload
from chat.queries.rooms import sidebar

router = Router(by_alias=True, exclude_unset=True, tags=["rooms"])


@router.post(
    "/directs",
    response=answers({200: RoomPayload, 201: RoomPayload}, 404),
    summary="Find or start a direct conversation",
)
async def open_direct(request: Request, body: NewDirect) -> Status[RoomPayload]:
    """The room of exactly these people and oneself: 201 if it is new, 200 if it was there."""
    by = request.auth.user
    room, made = await write(rooms.open_direct, by=by, user_ids=body.user_ids)
    return Status(201 if made else 200, await read(sidebar.entry, by.pk, room.pk, presence.online))
