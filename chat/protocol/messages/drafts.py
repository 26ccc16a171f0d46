"""Drafts: what someone was about to do in a room: unsent text, and what goes with it."""

from typing import Annotated

from pydantic import Field

from chat import conf
from chat.protocol.base import Body, Payload, Time
from chat.protocol.fields import Flag, Id, Text
from chat.protocol.files import AttachmentPayload
from chat.protocol.messages.payload import ReplyPayload

LongText = Annotated[Text, Field(max_length=conf.MESSAGE_LENGTH)]


class EditDraft(Body):
    """The new text of a message that someone is changing."""

    message_id: Id
    content: LongText


class PollDraft(Body):
    """A poll that is not complete yet."""

    question: Annotated[Text, Field(max_length=conf.POLL_QUESTION_LENGTH)]
    options: Annotated[
        list[Annotated[Text, Field(max_length=conf.POLL_OPTION_LENGTH)]], Field(max_length=conf.POLL_OPTIONS)
    ]
    multiple: Flag = False


class ThreadDraft(Body):
    """Unsent text of a thread of the room."""

    root_id: Id
    content: LongText


class DraftParts(Body):
    """The parts of a draft besides the text, as they are stored."""

    reply_to: Id | None = None
    edit: EditDraft | None = None
    poll: PollDraft | None = None
    attachment_ids: Annotated[list[Id], Field(max_length=conf.FILES_PER_MESSAGE)] = Field(default_factory=list)
    threads: Annotated[list[ThreadDraft], Field(max_length=conf.DRAFT_THREADS)] = Field(default_factory=list)


class DraftText(DraftParts):
    """The whole draft. A part that is left out stays as it is."""

    content: Text


class DraftPayload(Payload):
    """The draft of a room. Empty `content` and no parts mean that the draft was removed.

    `reply_to`, `edit` and `poll` are left out where there is none.
    """

    room_id: int
    content: str
    updated_at: Time
    reply_to: ReplyPayload | None = None
    edit: EditDraft | None = None
    attachments: list[AttachmentPayload] = Field(default_factory=list)
    poll: PollDraft | None = None
    threads: list[ThreadDraft] = Field(default_factory=list)


class DraftList(Payload):
    drafts: list[DraftPayload]
