"""Polls."""

from ninja import Router, Status

from chat.actions.messages import polls
from chat.actions.sending.committer import committer
from chat.api.auth import Request
from chat.api.errors import responses
from chat.api.messages.messages import read_message
from chat.errors import ChatError
from chat.executors import write
from chat.protocol.messages.payload import MessagePayload
from chat.protocol.messages.polls import NewPoll, PollChange, Vote

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])


@router.post(
    "/rooms/{id:room_id}/polls",
    response=responses({200: MessagePayload, 201: MessagePayload}, 404, 409, 429),
    summary="Ask a room",
)
async def make_poll(request: Request, room_id: int, body: NewPoll) -> Status[MessagePayload]:
    """A message with a poll of 2 to 10 options. The same `clientId` again: 200, and the message that is there."""
    by = request.auth.user
    outcome = await committer.submit(polls.draft(by=by, room_id=room_id, **dict(body)))
    if isinstance(outcome, ChatError):
        raise outcome
    return Status(200 if outcome.duplicate else 201, await read_message(by, outcome.message_id))


@router.put("/messages/{id:message_id}/vote", response=responses({200: MessagePayload}, 404, 409), summary="Choose")
async def vote(request: Request, message_id: int, body: Vote) -> MessagePayload:
    """All of one's choices, in place of those before; none of them takes the vote back."""
    by = request.auth.user
    await write(polls.vote, by=by, message_id=message_id, options=body.options)
    return await read_message(by, message_id)


@router.patch(
    "/messages/{id:message_id}/poll", response=responses({200: MessagePayload}, 404, 409), summary="Close a poll"
)
async def change_poll(request: Request, message_id: int, body: PollChange) -> MessagePayload:
    """Its author or a moderator may; and open it again."""
    by = request.auth.user
    await write(polls.close, by=by, message_id=message_id, closed=body.closed)
    return await read_message(by, message_id)
