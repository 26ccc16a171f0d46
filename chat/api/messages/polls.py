"""Polls."""

from ninja import Router, Status

from chat.actions.changes.committer import committer
from chat.actions.messages import polls
from chat.api.auth import Request
from chat.api.errors import responses
from chat.api.messages.messages import read_message
from chat.protocol.messages.payload import MessagePayload
from chat.protocol.messages.polls import NewPoll, PollChange, Vote

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])


@router.post(
    "/rooms/{id:room_id}/polls",
    response=responses({200: MessagePayload, 201: MessagePayload}, 404, 409),
    summary="Create a poll",
)
async def make_poll(request: Request, room_id: int, body: NewPoll) -> Status[MessagePayload]:
    """Send a message with a poll of 2 to 10 options.

    Sending the same `clientId` again is safe: it returns 200 with the stored message.
    """
    by = request.auth.user
    outcome = await committer.send(polls.draft(by=by, room_id=room_id, **dict(body)))
    return Status(200 if outcome.duplicate else 201, await read_message(by, outcome.message_id))


@router.put(
    "/messages/{id:message_id}/vote", response=responses({200: MessagePayload}, 404, 409), summary="Vote in a poll"
)
async def vote(request: Request, message_id: int, body: Vote) -> MessagePayload:
    """Vote in a poll. `options` replace your previous choices; an empty list withdraws your vote."""
    by = request.auth.user
    await committer.change(polls.draft_vote(by=by, message_id=message_id, options=body.options))
    return await read_message(by, message_id)


@router.patch(
    "/messages/{id:message_id}/poll",
    response=responses({200: MessagePayload}, 404, 409),
    summary="Close or reopen a poll",
)
async def change_poll(request: Request, message_id: int, body: PollChange) -> MessagePayload:
    """Close or reopen a poll. Allowed to its author and to moderators."""
    by = request.auth.user
    await committer.change(polls.draft_close(by=by, message_id=message_id, closed=body.closed))
    return await read_message(by, message_id)
