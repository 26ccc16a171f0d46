"""Messages."""

from ninja import Query, Router, Status

from chat.access import message_for
from chat.actions.messages import messages
from chat.actions.sending.committer import committer
from chat.api.auth import Request
from chat.api.errors import answers
from chat.errors import ChatError
from chat.executors import read, write
from chat.models import User
from chat.protocol.messages.events import HistoryPage, SyncPage
from chat.protocol.messages.payload import MessagePayload, message_payload
from chat.protocol.messages.rest import ChangesQuery, MessageChange, MessageHistory, MessagesQuery, NewMessage
from chat.queries.messages import edits, history, sync

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])


@router.get(
    "/rooms/{id:room_id}/messages", response=answers({200: HistoryPage}, 404), summary="A page of a room's history"
)
async def list_messages(request: Request, room_id: int, query: Query[MessagesQuery]) -> HistoryPage:
    """By rising `seq`: the newest, or those `before`, `after` or `around` a seq."""
    return await read(history.page, request.auth.user.pk, room_id, **query.model_dump())


@router.get(
    "/rooms/{id:room_id}/changes", response=answers({200: SyncPage}, 404), summary="What has changed in a room since"
)
async def list_changes(request: Request, room_id: int, query: Query[ChangesQuery]) -> SyncPage:
    """The messages changed since `rev`, by rising rev; while it says `more`, ask again from the `rev` given."""
    return await read(sync.changes, request.auth.user.pk, room_id, query.rev, query.limit)


@router.post(
    "/rooms/{id:room_id}/messages",
    response=answers({200: MessagePayload, 201: MessagePayload}, 404, 409, 429),
    summary="Send a message",
)
async def send_message(request: Request, room_id: int, body: NewMessage) -> Status[MessagePayload]:
    """201 when it is stored. 200 with the stored one when this `clientId` was sent before: then nothing new happens."""
    by = request.auth.user
    outcome = await committer.submit(messages.draft(by=by, room_id=room_id, **dict(body)))
    if isinstance(outcome, ChatError):
        raise outcome
    return Status(200 if outcome.duplicate else 201, await read_message(by, outcome.message_id))


@router.get("/messages/{id:message_id}", response=answers({200: MessagePayload}, 404), summary="One message")
async def show_message(request: Request, message_id: int) -> MessagePayload:
    return await read_message(request.auth.user, message_id)


@router.get(
    "/messages/{id:message_id}/history", response=answers({200: MessageHistory}, 404), summary="What a message has said"
)
async def show_history(request: Request, message_id: int) -> MessageHistory:
    """Its texts, from the first to the present one; none are left of a message that is deleted."""
    return await read(edits.history, request.auth.user.pk, message_id)


@router.patch("/messages/{id:message_id}", response=answers({200: MessagePayload}, 404, 409), summary="Edit a message")
async def edit_message(request: Request, message_id: int, body: MessageChange) -> MessagePayload:
    """Its author or a moderator may. With the `rev` that was read, an edit of what has changed since is refused."""
    by = request.auth.user
    await write(messages.edit, by=by, message_id=message_id, content=body.content, rev=body.rev)
    return await read_message(by, message_id)


@router.delete(
    "/messages/{id:message_id}", response=answers({200: MessagePayload}, 404, 409), summary="Delete a message"
)
async def delete_message(request: Request, message_id: int) -> MessagePayload:
    """Its author or a moderator may. Answers what is left of it: its place in the room."""
    by = request.auth.user
    await write(messages.delete, by=by, message_id=message_id)
    return await read_message(by, message_id)


async def read_message(user: User, message_id: int) -> MessagePayload:
    """The message as it is now. Raises NotFound."""
    return await read(lambda: message_payload(message_for(user.pk, message_id)))
