"""Events and acks, key for key."""

import json
import uuid
from datetime import UTC, datetime

import pytest

from chat.errors import Banned
from chat.protocol.connection import ServerShutdown
from chat.protocol.errors import error_payload
from chat.protocol.events import EVENTS, event
from chat.protocol.later import LaterCounts
from chat.protocol.messages.drafts import DraftPayload
from chat.protocol.messages.events import (
    ChangeAck,
    HistoryPage,
    ReadAck,
    ReadState,
    Saved,
    SendAck,
    SyncPage,
    TypingUser,
)
from chat.protocol.messages.threads import ThreadState
from chat.protocol.notifications import Notification
from chat.protocol.people import AuthorPayload, MePayload, PersonStatus
from chat.protocol.rooms import JoinAck, RoomOnline, RoomPayload, RoomRemoved, UserJoined
from chat.protocol.welcome import Welcome

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
TIME = "2025-03-01T12:00:00.000Z"
AUTHOR = AuthorPayload(id=3, username="ada", display_name="Ada", avatar_url="", is_bot=False)
ROOM = {
    "id": 7,
    "name": "Kitchen",
    "slug": "kitchen",
    "kind": "public",
    "topic": "",
    "role": "member",
    "seq": 5,
    "rev": 6,
    "read_seq": 3,
    "unread": 2,
    "mentions": 1,
    "threads": 0,
    "notify": "all",
    "archived": False,
    "online": 1,
    "member_count": 2,
    "last_message_at": NOON,
}
ROOM_KEYS = [
    "id",
    "name",
    "slug",
    "kind",
    "topic",
    "role",
    "seq",
    "rev",
    "readSeq",
    "unread",
    "mentions",
    "threads",
    "notify",
]
ROOM_KEYS += ["archived", "online", "memberCount", "lastMessageAt"]

GOLDEN = {
    "room:user-joined": (
        UserJoined(room_id=7, user_id=3, username="ada", display_name="Ada", member_count=2),
        {"roomId": 7, "userId": 3, "username": "ada", "displayName": "Ada", "memberCount": 2},
    ),
    "room:user-left": (
        UserJoined(room_id=7, user_id=3, username="ada", display_name="Ada", member_count=1),
        {"roomId": 7, "userId": 3, "username": "ada", "displayName": "Ada", "memberCount": 1},
    ),
    "room:removed": (RoomRemoved(room_id=7, reason="removed"), {"roomId": 7, "reason": "removed"}),
    "room:online": (RoomOnline(room_id=7, count=2), {"roomId": 7, "count": 2}),
    "presence": (
        PersonStatus(user_id=3, status="offline", last_seen_at=NOON),
        {"userId": 3, "status": "offline", "lastSeenAt": TIME},
    ),
    "user:updated": (
        AUTHOR,
        {"id": 3, "username": "ada", "displayName": "Ada", "avatarUrl": "", "isBot": False},
    ),
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
    "thread": (
        ThreadState(root_id=9, room_id=7, following=True, read_seq=3, last_seq=5, threads=1),
        {"rootId": 9, "roomId": 7, "following": True, "readSeq": 3, "lastSeq": 5, "threads": 1},
    ),
    "saved": (Saved(message_id=9, on=True), {"messageId": 9, "on": True}),
    "draft": (
        DraftPayload(room_id=7, content="half a", updated_at=NOON),
        {"roomId": 7, "content": "half a", "updatedAt": TIME},
    ),
    "notification": (
        Notification(id=1, kind="mention", room_id=7, title="a", body="b", url="/r/7", created_at=NOON),
        {"id": 1, "kind": "mention", "roomId": 7, "title": "a", "body": "b", "url": "/r/7", "createdAt": TIME},
    ),
    "later:changed": (
        LaterCounts(scheduled=1, refused=2, reminders=3, due=4),
        {"scheduled": 1, "refused": 2, "reminders": 3, "due": 4},
    ),
    "server-shutdown": (ServerShutdown(retry_after_ms=1200), {"retryAfterMs": 1200}),
    "error": (
        error_payload(Banned(), fatal=True),
        {"code": "banned", "message": "This account is deactivated.", "fatal": True},
    ),
}

ACKS = {
    "chat:send": (
        SendAck(message_id=9, seq=5, rev=6, client_id=uuid.UUID(int=1), duplicate=False),
        {"messageId": 9, "seq": 5, "rev": 6, "clientId": str(uuid.UUID(int=1)), "duplicate": False},
    ),
    "chat:edit": (ChangeAck(rev=6), {"rev": 6}),
    "read": (ReadAck(read_seq=3, unread=2, mentions=1), {"readSeq": 3, "unread": 2, "mentions": 1}),
    "sync": (
        SyncPage(messages=[], rev=6, more=False, reset=True),
        {"messages": [], "rev": 6, "more": False, "reset": True},
    ),
    "history": (
        HistoryPage(messages=[], rev=6, at_start=True, at_end=False),
        {"messages": [], "rev": 6, "atStart": True, "atEnd": False},
    ),
}


@pytest.mark.parametrize(("type", "payload", "data"), [(type, *pair) for type, pair in GOLDEN.items()], ids=GOLDEN)
def test_an_event_key_for_key(type, payload, data):
    assert json.loads(event(type, payload)) == {"type": type, "data": data}


@pytest.mark.parametrize(("payload", "data"), ACKS.values(), ids=ACKS)
def test_what_an_ack_carries_key_for_key(payload, data):
    assert json.loads(payload.to_json()) == data


def test_every_event_of_the_protocol_is_checked_key_for_key_somewhere():
    elsewhere = {"welcome", "room:added", "room:updated", "chat:message", "chat:changed"}
    assert EVENTS.keys() == GOLDEN.keys() | elsewhere


def test_a_room_entry_has_its_keys_and_a_peer_or_members_only_where_there_are_some():
    assert list(RoomPayload(**ROOM).to_dict()) == ROOM_KEYS
    assert list(RoomPayload(**ROOM, peer=AUTHOR).to_dict()) == [*ROOM_KEYS, "peer"]
    assert list(RoomPayload(**ROOM, members=[AUTHOR]).to_dict()) == [*ROOM_KEYS, "members"]
    assert RoomPayload(**ROOM).to_dict()["lastMessageAt"] == TIME


@pytest.mark.parametrize("type", ["room:added", "room:updated"])
def test_a_room_event_is_the_entry_itself(type):
    assert json.loads(event(type, RoomPayload(**ROOM)))["data"] == RoomPayload(**ROOM).to_dict()


def test_a_joining_ack_carries_the_room():
    assert JoinAck(room=RoomPayload(**ROOM)).to_dict() == {"room": RoomPayload(**ROOM).to_dict()}


def test_the_welcome_key_for_key():
    me = MePayload(**dict(AUTHOR), is_staff=False, time_zone="UTC", language="en")
    welcome = Welcome(
        client_id="c",
        protocol=1,
        epoch=uuid.UUID(int=1),
        user=me,
        rooms=[RoomPayload(**ROOM)],
        people=[PersonStatus(user_id=3, status="online", last_seen_at=None)],
        limits={"messageLength": 4000},
        heartbeat_seconds=25,
        server_time=NOON,
    )
    data = json.loads(event("welcome", welcome))["data"]
    keys = ["clientId", "protocol", "epoch", "user", "rooms", "people", "limits", "heartbeatSeconds", "serverTime"]
    assert list(data) == keys
    assert data["epoch"] == str(uuid.UUID(int=1))
    assert data["people"] == [{"userId": 3, "status": "online", "lastSeenAt": None}]
    assert data["limits"] == {"messageLength": 4000}
    assert data["serverTime"] == TIME


def test_an_event_that_the_protocol_does_not_have_cannot_be_sent():
    with pytest.raises(KeyError):
        event("chat:secret", AUTHOR)
    with pytest.raises(TypeError, match="ReadState"):
        event("read", AUTHOR)
