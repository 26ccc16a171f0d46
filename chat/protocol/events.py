"""The list of events that the server may send, and how to encode one."""

import json
from typing import Literal

from chat.protocol.base import Payload
from chat.protocol.connection import ServerShutdown
from chat.protocol.envelope import encode
from chat.protocol.errors import ErrorPayload
from chat.protocol.later import LaterCounts
from chat.protocol.messages.drafts import DraftPayload
from chat.protocol.messages.events import ReadState, Saved, TypingUser
from chat.protocol.messages.payload import MessagePayload
from chat.protocol.messages.threads import ThreadState
from chat.protocol.moderation import ModerationEvent
from chat.protocol.notifications import Notification
from chat.protocol.people import MePayload, PeerPayload, PersonStatus
from chat.protocol.rooms import RoomInvitationList, RoomOnline, RoomPayload, RoomRemoved, UserJoined
from chat.protocol.sidebar import RoomPlaces
from chat.protocol.welcome import Welcome

EVENTS: dict[str, type[Payload]] = {
    "welcome": Welcome,
    "chat:message": MessagePayload,
    "chat:changed": MessagePayload,
    "room:user-joined": UserJoined,
    "room:user-left": UserJoined,
    "room:added": RoomPayload,
    "room:updated": RoomPayload,
    "room:removed": RoomRemoved,
    "room:invitations": RoomInvitationList,
    "room:online": RoomOnline,
    "presence": PersonStatus,
    "user:updated": PeerPayload,
    "me:updated": MePayload,
    "room:places": RoomPlaces,
    "typing:user": TypingUser,
    "typing:stopped": TypingUser,
    "read": ReadState,
    "thread": ThreadState,
    "saved": Saved,
    "draft": DraftPayload,
    "notification": Notification,
    "later:changed": LaterCounts,
    "moderation": ModerationEvent,
    "server-shutdown": ServerShutdown,
    "error": ErrorPayload,
}


def message_event(type: Literal["chat:message", "chat:changed"], json: str) -> str:
    """Make the event of a message that is encoded already."""
    return f'{{"type":"{type}","data":{json}}}'


def event(type: str, data: Payload) -> str:
    """Encode an event.

    Raises:
        KeyError: if the protocol has no event of this type.
        TypeError: if `data` is not the payload of this event.
    """
    if not isinstance(data, EVENTS[type]):
        raise TypeError(f"{type} carries a {EVENTS[type].__name__}, not a {data.__class__.__name__}")
    return encode(type, data)


def room_of(text: str) -> int | None:
    """Return the id of the room that an encoded event is about, or None."""
    envelope = json.loads(text)
    data: dict[str, int] = envelope["data"]
    return data.get("roomId", data.get("id") if envelope["type"].startswith("room:") else None)
