"""The list of events, and the JSON of each."""

import json

import pytest

from chat.errors import Banned
from chat.models import User
from chat.protocol.connection import ServerShutdown
from chat.protocol.errors import error_payload
from chat.protocol.events import EVENTS, event, message_event, room_of
from chat.protocol.later import LaterCounts
from chat.protocol.messages.drafts import DraftPayload
from chat.protocol.messages.events import ReadState, Saved, TypingUser
from chat.protocol.messages.payload import message_payload
from chat.protocol.messages.threads import ThreadState
from chat.protocol.moderation import ModerationEvent
from chat.protocol.notifications import Notification
from chat.protocol.people import PeerPayload, PersonStatus, me_payload
from chat.protocol.rooms import (
    RoomInvitationList,
    RoomInvitationPayload,
    RoomOnline,
    RoomPayload,
    RoomRemoved,
    UserJoined,
)
from chat.protocol.sidebar import RoomPlaces
from tests.support.protocol import ADA_JSON, ADA_PAYLOAD, NOON, NOON_TEXT, ROOM_FIELDS, message
from tests.support.servers import ROOT

JSON_OF_EVENTS = {
    "room:user-joined": (
        UserJoined(room_id=7, user_id=3, username="ada", display_name="Ada", member_count=2),
        {"roomId": 7, "userId": 3, "username": "ada", "displayName": "Ada", "memberCount": 2},
    ),
    "room:user-left": (
        UserJoined(room_id=7, user_id=3, username="ada", display_name="Ada", member_count=1),
        {"roomId": 7, "userId": 3, "username": "ada", "displayName": "Ada", "memberCount": 1},
    ),
    "room:removed": (RoomRemoved(room_id=7, reason="removed"), {"roomId": 7, "reason": "removed"}),
    "room:invitations": (
        RoomInvitationList(
            invitations=[
                RoomInvitationPayload(
                    room_id=7,
                    name="Den",
                    kind="private",
                    topic="",
                    member_count=2,
                    by=ADA_PAYLOAD,
                    created_at=NOON,
                )
            ]
        ),
        {
            "invitations": [
                {
                    "roomId": 7,
                    "name": "Den",
                    "kind": "private",
                    "topic": "",
                    "memberCount": 2,
                    "by": ADA_JSON,
                    "createdAt": NOON_TEXT,
                }
            ]
        },
    ),
    "room:online": (RoomOnline(room_id=7, count=2), {"roomId": 7, "count": 2}),
    "presence": (
        PersonStatus(user_id=3, status="offline", last_seen_at=NOON),
        {"userId": 3, "status": "offline", "lastSeenAt": NOON_TEXT},
    ),
    "user:updated": (PeerPayload(**dict(ADA_PAYLOAD)), ADA_JSON),
    "typing:user": (
        TypingUser(room_id=7, user_id=3, username="ada"),
        {"roomId": 7, "userId": 3, "username": "ada"},
    ),
    "typing:stopped": (
        TypingUser(room_id=7, user_id=3, username="ada"),
        {"roomId": 7, "userId": 3, "username": "ada"},
    ),
    "read": (
        ReadState(room_id=7, read_seq=3, unread=2, mentions=1),
        {"roomId": 7, "readSeq": 3, "unread": 2, "mentions": 1},
    ),
    "me:updated": (
        me_payload(User(pk=3, username="ada")),
        ADA_JSON
        | {"displayName": "ada", "isStaff": False, "timeZone": "UTC", "language": "en", "addedBy": "shared"}
        | {"away": False, "hidesPresence": False, "ignored": []}
        | {"sidebar": {"sections": [], "collapsed": [], "hideRead": False}},
    ),
    "room:places": (RoomPlaces(places={7: 1, 9: 2}), {"places": {"7": 1, "9": 2}}),
    "thread": (
        ThreadState(root_id=9, room_id=7, following=True, read_seq=3, last_seq=5, threads=1),
        {"rootId": 9, "roomId": 7, "following": True, "readSeq": 3, "lastSeq": 5, "threads": 1},
    ),
    "saved": (Saved(message_id=9, on=True), {"messageId": 9, "on": True}),
    "draft": (
        DraftPayload(room_id=7, content="half a", updated_at=NOON),
        {"roomId": 7, "content": "half a", "updatedAt": NOON_TEXT},
    ),
    "notification": (
        Notification(id=1, kind="mention", room_id=7, title="a", body="b", url="/r/7", created_at=NOON),
        {"id": 1, "kind": "mention", "roomId": 7, "title": "a", "body": "b", "url": "/r/7", "createdAt": NOON_TEXT},
    ),
    "later:changed": (
        LaterCounts(scheduled=1, refused=2, reminders=3, due=4),
        {"scheduled": 1, "refused": 2, "reminders": 3, "due": 4},
    ),
    "moderation": (
        ModerationEvent(action_id=1, kind="mute", room_id=7, reason="Spam", until=NOON, appealable=True),
        {
            "actionId": 1,
            "kind": "mute",
            "roomId": 7,
            "reason": "Spam",
            "until": NOON_TEXT,
            "appealable": True,
        },
    ),
    "server-shutdown": (ServerShutdown(retry_after_ms=1200), {"retryAfterMs": 1200}),
    "error": (
        error_payload(Banned(), fatal=True),
        {"code": "banned", "message": "This account is deactivated.", "fatal": True},
    ),
}
TESTED_BESIDE_THEIR_PAYLOADS = {"welcome", "room:added", "room:updated", "chat:message", "chat:changed"}


@pytest.mark.parametrize(
    ("type", "payload", "data"), [(type, *pair) for type, pair in JSON_OF_EVENTS.items()], ids=JSON_OF_EVENTS
)
def test_an_event_has_exactly_these_keys(type, payload, data):
    assert json.loads(event(type, payload)) == {"type": type, "data": data}


def test_every_event_has_such_a_test():
    assert EVENTS.keys() == JSON_OF_EVENTS.keys() | TESTED_BESIDE_THEIR_PAYLOADS


@pytest.mark.parametrize("type", ["room:added", "room:updated"])
def test_a_room_event_carries_the_room_entry(type):
    assert json.loads(event(type, RoomPayload(**ROOM_FIELDS)))["data"] == RoomPayload(**ROOM_FIELDS).to_dict()


def test_only_events_of_the_list_with_their_own_payload_can_be_encoded():
    with pytest.raises(KeyError):
        event("chat:secret", ADA_PAYLOAD)
    with pytest.raises(TypeError, match="ReadState"):
        event("read", ADA_PAYLOAD)


def test_an_encoded_message_makes_the_same_event():
    payload = message_payload(message(), is_new=True)
    assert message_event("chat:message", payload.to_json()) == event("chat:message", payload)


def test_an_encoded_event_tells_which_room_it_is_about():
    assert room_of(event("read", ReadState(room_id=7, read_seq=1, unread=0, mentions=0))) == 7
    assert room_of(event("room:updated", RoomPayload(**ROOM_FIELDS))) == ROOM_FIELDS["id"]
    assert room_of(event("server-shutdown", ServerShutdown(retry_after_ms=1))) is None


def test_the_document_of_the_protocol_lists_every_event():
    document = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert [type for type in EVENTS if f"`{type}`" not in document and f'"{type}"' not in document] == []
