"""Reactions."""

from ninja import Router

from chat.actions.messages import reactions
from chat.api.auth import Request
from chat.api.errors import responses
from chat.api.messages.messages import read_message
from chat.executors import write
from chat.protocol.fields import Emoji
from chat.protocol.messages.payload import MessagePayload

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])
ADDRESS = "/messages/{id:message_id}/reactions/{emoji}"


@router.put(ADDRESS, response=responses({200: MessagePayload}, 404, 409), summary="React to a message")
async def add_reaction(request: Request, message_id: int, emoji: Emoji) -> MessagePayload:
    return await _react(request, message_id, emoji, on=True)


@router.delete(ADDRESS, response=responses({200: MessagePayload}, 404, 409), summary="Remove a reaction")
async def remove_reaction(request: Request, message_id: int, emoji: Emoji) -> MessagePayload:
    return await _react(request, message_id, emoji, on=False)


async def _react(request: Request, message_id: int, emoji: str, *, on: bool) -> MessagePayload:
    by = request.auth.user
    await write(reactions.react, by=by, message_id=message_id, emoji=emoji, on=on)
    return await read_message(by, message_id)
