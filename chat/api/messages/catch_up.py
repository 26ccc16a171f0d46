"""What is unread, everywhere at once."""

from ninja import Router

from chat.actions.messages import read_marks
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import read, write
from chat.protocol.messages.catch_up import CatchUp, ReadChanges, ReadMarks
from chat.queries.messages import catch_up

router = Router(by_alias=True, exclude_unset=True, tags=["reading"])


@router.get("/catch-up", response=responses({200: CatchUp}), summary="Everything that I have not read")
async def show_unread(request: Request) -> CatchUp:
    """By room, each message with the reason to read it; and the threads I follow. Bounded, however much it is."""
    return await read(catch_up.catch_up, request.auth.user)


@router.post("/reads", response=responses({200: ReadChanges}), summary="Mark everything as read, or undo it")
async def mark_all(request: Request, body: ReadMarks) -> ReadChanges:
    """Without `rooms` and `threads` everything is read. The answer is what was read before: sent as a body, it brings
    that back.
    """
    by = request.auth.user
    if body.rooms is None and body.threads is None:
        return await write(read_marks.mark_all, by=by)
    return await write(read_marks.restore, by=by, rooms=body.rooms or {}, threads=body.threads or {})
