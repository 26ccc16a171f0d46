"""Pinned messages."""

from django.http import HttpResponse
from ninja import Router

from chat.actions.changes.committer import committer
from chat.actions.messages import pins
from chat.api.auth import Request
from chat.api.errors import encoded_response, responses
from chat.api.messages.messages import read_message
from chat.executors import read
from chat.protocol.messages.payload import MessagePayload
from chat.protocol.messages.rest import PinList
from chat.queries.messages.pins import pins as pinned

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])
ADDRESS = "/messages/{id:message_id}/pin"


@router.get("/rooms/{id:room_id}/pins", response=responses({200: PinList}, 404), summary="Pinned messages of a room")
async def list_pins(request: Request, room_id: int) -> HttpResponse:
    """List the pinned messages of a room, the latest pin first."""
    return encoded_response(await read(pinned, request.auth.user.pk, room_id))


@router.put(ADDRESS, response=responses({200: MessagePayload}, 404, 409), summary="Pin a message")
async def pin_message(request: Request, message_id: int) -> MessagePayload:
    """Pin a message. Allowed to moderators, and to everyone in a direct conversation."""
    return await _pin(request, message_id, on=True)


@router.delete(ADDRESS, response=responses({200: MessagePayload}, 404, 409), summary="Unpin a message")
async def unpin_message(request: Request, message_id: int) -> MessagePayload:
    return await _pin(request, message_id, on=False)


async def _pin(request: Request, message_id: int, *, on: bool) -> MessagePayload:
    by = request.auth.user
    await committer.change(pins.draft(by=by, message_id=message_id, on=on))
    return await read_message(by, message_id)
