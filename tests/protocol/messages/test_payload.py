"""The message as clients receive it."""

import pytest
from django.utils.html import escape

from chat.models import Message, Reaction
from chat.protocol.messages.payload import message_payload, reply_payload, thread_payload
from chat.text.messages.markdown import render
from tests.support.protocol import ADA_JSON, BOB, CLIENT_ID, NOON, NOON_TEXT, message, to_wire

MESSAGE_JSON = {
    "id": 9,
    "roomId": 7,
    "seq": 5,
    "rev": 6,
    "kind": "message",
    "clientId": CLIENT_ID,
    "author": ADA_JSON,
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
    "createdAt": NOON_TEXT,
    "editedAt": None,
    "deletedAt": None,
}


def test_a_new_message_has_exactly_these_keys():
    assert to_wire(message_payload(message(), is_new=True)) == MESSAGE_JSON


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
    assert to_wire(message_payload(changed)) == MESSAGE_JSON | {
        "rev": 8,
        "editedAt": NOON_TEXT,
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


def test_a_deleted_message_shows_nothing_of_its_content_even_if_the_row_still_has_it():
    deleted = message(deleted_at=NOON, extra={"mentions": [4], "everyone": True}, reply_to=message(pk=2))
    assert to_wire(message_payload(deleted)) == MESSAGE_JSON | {"content": "", "html": "", "deletedAt": NOON_TEXT}


def test_the_quote_of_a_deleted_message_is_empty():
    wire = to_wire(message_payload(message(reply_to=message(pk=2, deleted_at=NOON)), is_new=True))
    assert (wire["replyTo"]["content"], wire["replyTo"]["deletedAt"]) == ("", NOON_TEXT)


def test_a_quote_is_shortened():
    wire = to_wire(message_payload(message(reply_to=message(content="long " * 500)), is_new=True))
    assert len(wire["replyTo"]["content"]) <= 140


def test_a_system_message_says_what_happened():
    line = message(kind="system", client_id=None, extra={"system": {"event": "renamed", "name": "Canteen"}})
    wire = to_wire(message_payload(line, is_new=True))
    assert (wire["kind"], wire["clientId"]) == ("system", None)
    assert wire["system"] == {"event": "renamed", "name": "Canteen"}


def test_a_root_has_the_facts_of_its_thread_and_a_pinned_message_says_who_pinned_it():
    facts = {"count": 2, "last": NOON.isoformat(), "people": [3, 4]}
    wire = to_wire(message_payload(message(thread_facts=facts, pinned_at=NOON, pinned_by_id=3), is_new=True))
    assert wire["thread"] == {"count": 2, "lastReplyAt": NOON_TEXT, "participants": [3, 4]}
    assert (wire["pinnedAt"], wire["pinnedBy"]) == (NOON_TEXT, 3)


def test_a_message_without_replies_has_no_thread():
    assert thread_payload(Message()) is None


@pytest.mark.parametrize(
    "name", ["**Ada**", "[Ada](http://b)", "<b>Ada</b>", "`Ada`", "http://b", "@bob", "_Ada_ & co"]
)
def test_a_name_in_a_system_line_is_text_and_not_markdown(name):
    line = f"{name} joined"
    stored_before = message(kind="system", content=line, html=render(line), extra={"system": {"event": "joined"}})
    assert message_payload(stored_before, is_new=True).html == f"<p>{escape(line)}</p>"
    assert reply_payload(stored_before).content == line


def test_the_keys_of_a_system_event_are_in_camel_case_even_in_rows_of_earlier_versions():
    facts = {"event": "added", "user_id": 4, "name": "bob"}
    line = message(kind="system", content="Ada added bob", extra={"system": facts})
    assert message_payload(line, is_new=True).to_dict()["system"] == {"event": "added", "userId": 4, "name": "bob"}
