"""Commands, client to server: one closed, strict shape each. The table COMMANDS is the protocol's list."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from chat import conf
from chat.errors import ChatError, Invalid, TooLong, UnknownType
from chat.protocol.envelope import Envelope
from chat.text.characters import BLANK
from chat.text.messages.content import ContentRefused, check_content

LARGEST = 2**63 - 1
FIELDS_NAMED = 10
KEY_LENGTH = 64
Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Position = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
Flag = Annotated[bool, Field(strict=True)]


def _uuid_text(value: Any) -> Any:
    if not isinstance(value, str) or len(value) > 64:
        raise ValueError("a UUID as text is needed")
    return value


ClientId = Annotated[UUID, BeforeValidator(_uuid_text)]
Text = Annotated[str, StringConstraints(strict=True)]


def _visible(value: str) -> str:
    if BLANK.fullmatch(value):
        raise ValueError("something to see is needed")
    return value


Emoji = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=conf.REACTION_LENGTH, pattern=r"^[^\s\x00-\x1f\x7f]+$"),
    AfterValidator(_visible),
]


class Command(BaseModel):
    type: ClassVar[str]
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class Ping(Command):
    type = "ping"


class Login(Command):
    type = "login"
    token: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=1024)]


class Send(Command):
    type = "chat:send"
    room_id: Id
    content: Text
    client_id: ClientId
    reply_to: Id | None = None
    thread_id: Id | None = None
    in_room: Flag = False
    # A factory, because a default of [] pydantic copies deeply for each message.
    attachment_ids: Annotated[list[Id], Field(default_factory=list, max_length=conf.FILES_PER_MESSAGE)]


class Edit(Command):
    type = "chat:edit"
    message_id: Id
    content: Text


class Delete(Command):
    type = "chat:delete"
    message_id: Id


class React(Command):
    type = "chat:react"
    message_id: Id
    emoji: Emoji
    on: Flag


class Pin(Command):
    type = "chat:pin"
    message_id: Id
    on: Flag


class Join(Command):
    type = "room:join"
    room_id: Id


class Leave(Command):
    type = "room:leave"
    room_id: Id


class Read(Command):
    type = "read"
    room_id: Id
    seq: Position
    unread: Flag = False


class StartTyping(Command):
    type = "typing:start"
    room_id: Id


class StopTyping(Command):
    type = "typing:stop"
    room_id: Id


class Sync(Command):
    type = "sync"
    room_id: Id
    rev: Position
    limit: Annotated[int, Field(strict=True, ge=1, le=conf.SYNC_LIMIT)] = conf.SYNC_LIMIT


class History(Command):
    type = "history"
    room_id: Id
    before: Position | None = None
    after: Position | None = None
    around: Position | None = None
    limit: Annotated[int, Field(strict=True, ge=1, le=conf.HISTORY_LIMIT)] = conf.PAGE_LENGTH


class Presence(Command):
    type = "presence"
    status: Literal["online", "away"]


COMMANDS: dict[str, type[Command]] = {
    command.type: command
    for command in (
        Ping,
        Login,
        Send,
        Edit,
        Delete,
        React,
        Pin,
        Join,
        Leave,
        Read,
        StartTyping,
        StopTyping,
        Sync,
        History,
        Presence,
    )
}


def refusal(error: ValidationError) -> Invalid:
    """Pydantic's complaint in the protocol's words: `fields` maps refused keys, the first of many, to the reasons."""
    # Bounded: the answer to 60 kB of nonsense keys must not be four times as long.
    details = error.errors(include_url=False, include_input=False)[:FIELDS_NAMED]
    fields = {".".join(map(str, detail["loc"]))[:KEY_LENGTH] or "data": detail["msg"] for detail in details}
    return Invalid(fields=fields)


def clean_content(content: str) -> str:
    """The text to store. Raises Invalid or TooLong."""
    try:
        return check_content(content, conf.MESSAGE_LENGTH)
    except ContentRefused as error:
        refused: type[ChatError] = TooLong if error.code == "too_long" else Invalid
        raise refused(error.message, fields={"content": error.message}) from None


def parse(envelope: Envelope) -> Command:
    """The command in an envelope. Raises UnknownType, Invalid, TooLong."""
    shape = COMMANDS.get(envelope.type)
    if shape is None:
        raise UnknownType(format_lazy(_("There is no command {type}."), type=repr(envelope.type[:40])))
    try:
        return shape.model_validate({} if shape is Ping else envelope.data)
    except ValidationError as error:
        raise refusal(error) from None
