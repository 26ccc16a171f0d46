"""The shapes on the wire, key for key."""

import json
import uuid
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from chat.errors import Invalid, RateLimited
from chat.models import Message, Reaction, Room, User
from chat.protocol.errors import error_payload
from chat.protocol.messages.payload import message_payload
from chat.protocol.people import AuthorPayload, author_payload, me_payload
from chat.protocol.rooms import room_facts

NOON = datetime(2025, 3, 1, 12, 0, 0, 123_999, UTC)
ADA = User(pk=3, username="ada", display_name="Ada Lovelace", is_staff=True, time_zone="Europe/London")
BOB = User(pk=4, username="bob", is_bot=True)
KEY = uuid.UUID("0b4a7c1e-5f0d-4a53-9d0c-6a2f1f6c8e11")


def message(**fields):
    values = {"pk": 9, "room_id": 7, "seq": 5, "rev": 6, "author": ADA, "client_id": KEY, "content": "*hi*"}
    return Message(**values | {"html": "<p><em>hi</em></p>", "created_at": NOON} | fields)


def on_the_wire(payload):
    return json.loads(payload.to_json())


AUTHOR = {"id": 3, "username": "ada", "displayName": "Ada Lovelace", "avatarUrl": "", "isBot": False}
MESSAGE = {
    "id": 9,
    "roomId": 7,
    "seq": 5,
    "rev": 6,
    "kind": "message",
    "clientId": str(KEY),
    "author": AUTHOR,
    "content": "*hi*",
    "html": "<p><em>hi</em></p>",
    "replyTo": None,
    "reactions": [],
    "attachments": [],
    "previews": [],
    "mentions": [],
    "mentionsEveryone": False,
    "system": None,
    "threadId": None,
    "inRoom": True,
    "thread": None,
    "pinnedAt": None,
    "pinnedBy": None,
    "createdAt": "2025-03-01T12:00:00.123Z",
    "editedAt": None,
    "deletedAt": None,
}


def test_a_new_message_key_for_key():
    assert on_the_wire(message_payload(message(), is_new=True)) == MESSAGE


def test_a_changed_message_has_the_same_keys():
    changed = message(
        rev=8,
        edited_at=NOON,
        extra={"mentions": [4], "everyone": True},
        reply_to=message(pk=2, seq=1, author=BOB, content="what **is**\nit?"),
    )
    changed._prefetched_objects_cache = {
        "reactions": [Reaction(user_id=4, emoji="👍"), Reaction(user_id=3, emoji="🎉"), Reaction(user_id=3, emoji="👍")]
    }
    assert on_the_wire(message_payload(changed)) == MESSAGE | {
        "rev": 8,
        "editedAt": "2025-03-01T12:00:00.123Z",
        "mentions": [4],
        "mentionsEveryone": True,
        "replyTo": {
            "id": 2,
            "seq": 1,
            "author": {"id": 4, "username": "bob", "displayName": "bob", "avatarUrl": "", "isBot": True},
            "content": "what is it?",
            "deletedAt": None,
        },
        "reactions": [{"emoji": "👍", "userIds": [4, 3]}, {"emoji": "🎉", "userIds": [3]}],
    }


def test_a_deleted_message_shows_nothing_of_what_it_was_even_where_the_row_still_has_it():
    deleted = message(deleted_at=NOON, extra={"mentions": [4], "everyone": True}, reply_to=message(pk=2))
    wire = on_the_wire(message_payload(deleted))
    assert wire == MESSAGE | {"content": "", "html": "", "deletedAt": "2025-03-01T12:00:00.123Z"}


def test_a_quote_of_a_deleted_message_is_empty():
    wire = on_the_wire(message_payload(message(reply_to=message(pk=2, deleted_at=NOON)), is_new=True))
    assert (wire["replyTo"]["content"], wire["replyTo"]["deletedAt"]) == ("", "2025-03-01T12:00:00.123Z")


def test_a_quote_is_short():
    wire = on_the_wire(message_payload(message(reply_to=message(content="long " * 500)), is_new=True))
    assert len(wire["replyTo"]["content"]) <= 140


def test_a_system_line_says_what_happened():
    line = message(kind="system", client_id=None, extra={"system": {"event": "renamed", "name": "Canteen"}})
    wire = on_the_wire(message_payload(line, is_new=True))
    assert (wire["kind"], wire["clientId"]) == ("system", None)
    assert wire["system"] == {"event": "renamed", "name": "Canteen"}


def test_oneself_key_for_key():
    assert on_the_wire(me_payload(ADA)) == AUTHOR | {
        "isStaff": True,
        "timeZone": "Europe/London",
        "language": "en",
    }


def test_the_facts_of_a_room_are_the_same_for_everyone():
    room = Room(pk=7, name="Kitchen", slug="kitchen", last_seq=5, last_rev=6, member_count=2, last_message_at=NOON)
    assert room_facts(room) == {
        "id": 7,
        "name": "Kitchen",
        "slug": "kitchen",
        "kind": "public",
        "topic": "",
        "seq": 5,
        "rev": 6,
        "archived": False,
        "member_count": 2,
        "last_message_at": NOON,
    }


def test_an_error_carries_what_it_has_and_no_more():
    assert on_the_wire(error_payload(Invalid())) == {
        "code": "invalid",
        "message": "Some values cannot be accepted.",
    }
    assert on_the_wire(error_payload(RateLimited("Slow.", retry_after_ms=7), fatal=False)) == {
        "code": "rate_limited",
        "message": "Slow.",
        "retryAfterMs": 7,
        "fatal": False,
    }


def test_a_shape_is_closed_and_does_not_change():
    author = author_payload(ADA)
    with pytest.raises(ValidationError):
        AuthorPayload(**dict(author), password="x")
    with pytest.raises(ValidationError):
        author.username = "eve"


def test_the_dictionary_is_what_the_json_says():
    payload = message_payload(message(), is_new=True)
    assert payload.to_dict() == on_the_wire(payload)


def test_a_message_tells_of_its_thread_and_who_pinned_it():
    facts = {"count": 2, "last": NOON.isoformat(), "people": [3, 4]}
    row = message(thread_facts=facts, pinned_at=NOON, pinned_by_id=3)
    wire = on_the_wire(message_payload(row, is_new=True))
    assert wire["thread"] == {"count": 2, "lastReplyAt": "2025-03-01T12:00:00.123Z", "participants": [3, 4]}
    assert (wire["pinnedAt"], wire["pinnedBy"]) == ("2025-03-01T12:00:00.123Z", 3)
