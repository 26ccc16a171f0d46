"""Unread messages of all rooms."""

from django.http import HttpResponse
from ninja import Router

from chat.actions.messages import read_all
from chat.api.auth import Request
from chat.api.errors import encoded_response, responses
from chat.executors import read, write
from chat.protocol.messages.catch_up import CatchUp, ReadChanges, ReadMarks
from chat.queries.messages import catch_up

router = Router(by_alias=True, exclude_unset=True, tags=["reading"])


@router.get("/catch-up", response=responses({200: CatchUp}), summary="My unread messages")
async def show_unread(request: Request) -> HttpResponse:
    """List unread messages by room, each with the reason why it concerns you, and unread threads that you follow.

    The number of messages is limited.
    """
    return encoded_response(await read(catch_up.catch_up, request.auth.user))


@router.post("/reads", response=responses({200: ReadChanges}), summary="Mark everything as read, or undo it")
async def mark_all(request: Request, body: ReadMarks) -> ReadChanges:
    """Mark everything as read. The response holds the read positions from before.

    To undo it, send that response as the body: with `rooms` or `threads`, the request restores those positions.
    """
    by = request.auth.user
    if body.rooms is None and body.threads is None:
        return await write(read_all.mark_all, by=by)
    return await write(read_all.restore, by=by, rooms=body.rooms or {}, threads=body.threads or {})
