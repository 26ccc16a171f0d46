"""Scheduled messages and reminders over REST."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

from chat import conf
from chat.models import Reminder, ScheduledMessage
from chat.protocol.base import Body, Payload, Time
from chat.protocol.fields import ClientId, Id, Text
from chat.protocol.files import AttachmentPayload, attachment_payload
from chat.protocol.messages.payload import excerpt
