"""Sending, reading, editing and deleting messages."""

from django.http import HttpResponse
from ninja import Query, Router, Status

from chat.access import message_for
from chat.actions.changes.committer import committer
from chat.actions.messages import messages
from chat.api.auth import Request
from chat.api.errors import encoded_response, responses
from chat.executors import read
from chat.models import User
from chat.protocol.messages.events import HistoryPage, SyncPage
from chat.protocol.messages.payload import MessagePayload, message_payload
from chat.protocol.messages.rest import ChangesQuery, MessageChange, MessageHistory, MessagesQuery, NewMessage
from chat.queries.messages import edits, history, sync
from chat.realtime.pace import paces

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])


@router.get(
    "/rooms/{id:room_id}/messages", response=responses({200: HistoryPage}, 404), summary="A page of a room's history"
)
async def list_messages(request: Request, room_id: int, query: Query[MessagesQuery]) -> HttpResponse:
    """Return messages in order of `seq`: the newest, or those `before`, `after` or `around` a seq."""
    page = await read(history.page, request.auth.user.pk, room_id, **query.model_dump())
    paces.of(request.auth.user.pk).charge_for(len(page.messages))
    return encoded_response(page)


@router.get("/rooms/{id:room_id}/changes", response=responses({200: SyncPage}, 404), summary="SyncPage in a room")
async def list_changes(request: Request, room_id: int, query: Query[ChangesQuery]) -> HttpResponse:
    """Return messages changed since `rev`, in order of rev. While `more` is true, repeat with the returned `rev`."""
    page = await read(sync.changes, request.auth.user.pk, room_id, query.rev, query.limit)
    paces.of(request.auth.user.pk).charge_for(len(page.messages))
    return encoded_response(page)


@router.post(
    "/rooms/{id:room_id}/messages",
    response=responses({200: MessagePayload, 201: MessagePayload}, 404, 409),
    summary="Send a message",
)
async def send_message(request: Request, room_id: int, body: NewMessage) -> Status[MessagePayload]:
    """Send a message. The response comes after it is stored.

    Sending the same `clientId` again is safe: it returns 200 with the stored message and has no other effect.
    """
    by = request.auth.user
    outcome = await committer.send(messages.draft(by=by, room_id=room_id, **dict(body)))
    return Status(200 if outcome.duplicate else 201, await read_message(by, outcome.message_id))


@router.get("/messages/{id:message_id}", response=responses({200: MessagePayload}, 404), summary="Get a message")
async def show_message(request: Request, message_id: int) -> MessagePayload:
    return await read_message(request.auth.user, message_id)


@router.get(
    "/messages/{id:message_id}/history",
    response=responses({200: MessageHistory}, 404),
    summary="Edit history of a message",
)
async def show_history(request: Request, message_id: int) -> MessageHistory:
    """Return every version of the text, oldest first. A deleted message has none."""
    return await read(edits.history, request.auth.user.pk, message_id)


@router.patch(
    "/messages/{id:message_id}", response=responses({200: MessagePayload}, 404, 409), summary="Edit a message"
)
async def edit_message(request: Request, message_id: int, body: MessageChange) -> MessagePayload:
    """Edit a message. Allowed to its author only. With `rev`, fails if it changed after that rev."""
    by = request.auth.user
    await committer.change(messages.draft_edit(by=by, message_id=message_id, content=body.content, rev=body.rev))
    return await read_message(by, message_id)


@router.delete(
    "/messages/{id:message_id}", response=responses({200: MessagePayload}, 404, 409), summary="Delete a message"
)
async def delete_message(request: Request, message_id: int) -> MessagePayload:
    """Delete a message. Allowed to its author and to moderators. Returns the emptied message, which keeps its seq."""
    by = request.auth.user
    await committer.change(messages.draft_delete(by=by, message_id=message_id))
    return await read_message(by, message_id)


async def read_message(user: User, message_id: int) -> MessagePayload:
    """Return the current state of a message.

    Raises:
        NotFound: The message does not exist, or the user may not see it.
    """
    return await read(lambda: message_payload(message_for(user.pk, message_id)))
