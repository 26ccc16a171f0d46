"""Read positions."""

from ninja import Router

from chat.actions.messages import read_marks
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import write
from chat.protocol.messages.events import ReadAck
from chat.protocol.messages.rest import ReadMark

router = Router(by_alias=True, exclude_unset=True, tags=["rooms"])


@router.put("/rooms/{id:room_id}/read", response=responses({200: ReadAck}, 404), summary="Mark a room as read")
async def mark_read(request: Request, room_id: int, body: ReadMark) -> ReadAck:
    """Mark messages up to `seq` as read. The position moves back only when `unread` is true."""
    return await write(read_marks.mark, by=request.auth.user, room_id=room_id, seq=body.seq, unread=body.unread)
