"""Scheduled messages and reminders over REST."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

from chat import conf
from chat.models import Reminder, ScheduledMessage
from chat.protocol.base import Body, Payload, Time
from chat.protocol.fields import ClientId, Id, Text
from chat.protocol.files import AttachmentPayload, attachment_payload
from chat.protocol.messages.payload import excerpt


def _time_text(value: Any) -> Any:
    if not isinstance(value, str) or len(value) > 40 or "T" not in value.upper():
        raise ValueError("must be a time as in RFC 3339, such as 2030-12-31T09:00:00Z")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_time_text)]


class NewScheduled(Body):
    room_id: Id
    content: Text
    send_at: Moment
    client_id: ClientId
    reply_to: Id | None = None
    attachment_ids: Annotated[list[Id], Field(max_length=conf.FILES_PER_MESSAGE)] = Field(default_factory=list)


class ScheduledChange(Body):
    content: Text | None = None
    send_at: Moment | None = None


class NewReminder(Body):
    at: Moment
    text: Text = ""
    room_id: Id | None = None
    message_id: Id | None = None


class ReminderChange(Body):
    at: Moment


class ScheduledPayload(Payload):
    """A message that is sent later.

    `refusal` is the code of the error if the message could not be sent at its time. It then waits for its author.
    """

    id: int
    room_id: int
    content: str
    reply_to: int | None
    client_id: str
    send_at: Time
    refusal: str | None
    attachments: list[AttachmentPayload]


class ScheduledList(Payload):
    scheduled: list[ScheduledPayload]


class ReminderPayload(Payload):
    """A reminder. `excerpt` is a line of the message that it is about, as the message is now."""

    id: int
    text: str
    excerpt: str
    at: Time
    room_id: int | None
    message_id: int | None
    url: str
    fired_at: Time | None


class ReminderList(Payload):
    reminders: list[ReminderPayload]


class LaterCounts(Payload):
    """Counts of scheduled messages and reminders.

    `scheduled` and `reminders` wait for their time. `refused` and `due` wait for the user.
    """

    scheduled: int
    refused: int
    reminders: int
    due: int


def scheduled_payload(row: ScheduledMessage) -> ScheduledPayload:
    return ScheduledPayload(
        id=row.pk,
        room_id=row.room_id,
        content=row.content,
        reply_to=row.reply_to_id,
        client_id=str(row.client_id),
        send_at=row.send_at,
        refusal=row.refusal or None,
        attachments=[attachment_payload(file.facts) for file in row.attachments.all()],
    )


def reminder_payload(row: Reminder, *, visible: bool) -> ReminderPayload:
    """Describe a reminder. `visible` says whether its owner may still see the room."""
    message = row.message if visible else None
    return ReminderPayload(
        id=row.pk,
        text=row.text,
        excerpt=excerpt(message) if message and not message.deleted_at else "",
        at=row.remind_at,
        room_id=row.room_id if visible else None,
        message_id=message.pk if message else None,
        url=_url(row.room_id if visible else None, message.seq if message else None),
        fired_at=row.fired_at,
    )


def _url(room_id: int | None, seq: int | None) -> str:
    if room_id is None:
        return "/"
    return f"/rooms/{room_id}/" if seq is None else f"/rooms/{room_id}/at/{seq}/"
