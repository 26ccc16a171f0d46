"""Messages over REST: queries, bodies and answers."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from chat import conf
from chat.protocol.base import Body, Payload, Query, Time
from chat.protocol.fields import ClientId, Flag, Id, Limit, NumberFromText, Position, Text, only_digits
from chat.protocol.messages.encoded import EncodedMessage
from chat.protocol.people import AuthorPayload


class MessagesQuery(Query):
    before: NumberFromText | None = None
    after: NumberFromText | None = None
    around: NumberFromText | None = None
    limit: Limit = conf.PAGE_LENGTH


class ChangesQuery(Query):
    rev: NumberFromText
    limit: Annotated[int, BeforeValidator(only_digits), Field(ge=1, le=conf.SYNC_LIMIT)] = conf.SYNC_LIMIT


class NewMessage(Body):
    content: Text
    client_id: ClientId
    reply_to: Id | None = None
    thread_id: Id | None = None
    in_room: Flag = False
    attachment_ids: Annotated[list[Id], Field(max_length=conf.FILES_PER_MESSAGE)] = []  # noqa: RUF012


class MessageChange(Body):
    """An edit. With `rev`, the edit is refused as a conflict if the message has changed since that rev."""

    content: Text
    rev: Id | None = None


class ReadMark(Body):
    seq: Position
    unread: Flag = False


class MessageVersion(Payload):
    """A text that a message has or had, with its time and its author."""

    content: str
    at: Time
    by: AuthorPayload


class MessageHistory(Payload):
    versions: list[MessageVersion]


class SavedQuery(Query):
    before: NumberFromText | None = None
    limit: Limit = conf.PAGE_LENGTH


class PinList(Payload):
    messages: list[EncodedMessage]


class SavedItem(Payload):
    id: int
    saved_at: Time
    message: EncodedMessage


class SavedList(Payload):
    """A page of saved messages. `next` is the `before` of the next page, or null on the last page."""

    saved: list[SavedItem]
    next: int | None


class SavedIds(Payload):
    message_ids: list[int]


class MessagePreviewBody(Body):
    room_id: Id
    content: Text


class MessagePreview(Payload):
    html: str


Reason = Literal["unknown", "absent", "deactivated", "refused"]


class UncalledName(Payload):
    """A name after an `@` that calls nobody.

    `reason`: there is no such person (`unknown`), they are not in the room (`absent`), their account is deactivated
    (`deactivated`), or the author may not call everyone (`refused`).
    """

    name: str
    reason: Reason


class UncalledNames(Payload):
    names: list[UncalledName]
