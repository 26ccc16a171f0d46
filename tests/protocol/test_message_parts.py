"""What may hang on a message, key for key."""

import json
from datetime import UTC, datetime

from chat.models import Message, Poll, PollVote
from chat.protocol.files import attachment_payloads, first_file_name
from chat.protocol.link_previews import link_preview_payloads
from chat.protocol.messages.payload import thread_payload
from chat.protocol.messages.polls import poll_field, poll_payload

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
TIME = "2025-03-01T12:00:00.000Z"


def on_the_wire(payload):
    return json.loads(payload.to_json())


def test_a_poll_tells_who_chose_what_in_the_order_of_its_options():
    poll = Poll(pk=9, question="When?", options=["now", "later"], multiple=False, closed_at=NOON)
    poll._prefetched_objects_cache = {"votes": [PollVote(user_id=4, option=1), PollVote(user_id=3, option=1)]}
    assert on_the_wire(poll_payload(poll)) == {
        "question": "When?",
        "options": [{"text": "now", "userIds": []}, {"text": "later", "userIds": [4, 3]}],
        "multiple": False,
        "closedAt": TIME,
    }


def test_a_message_without_a_poll_has_no_such_key():
    assert poll_field(Message()) == {}


def test_a_thread_tells_how_many_when_and_who():
    message = Message(thread_facts={"count": 2, "last": NOON.isoformat(), "people": [4, 3]})
    payload = thread_payload(message)
    assert on_the_wire(payload) == {"count": 2, "lastReplyAt": TIME, "participants": [4, 3]}
    assert thread_payload(Message()) is None


def test_a_file_is_reached_by_its_id_under_a_name_that_an_address_can_carry():
    facts = {
        **{"id": 5, "name": "a/b ?.png", "size": 9, "type": "image/png", "width": 2, "height": 3, "duration": None},
        "thumbnail": True,
    }
    message = Message(extra={"attachments": [facts]})
    (payload,) = attachment_payloads(message)
    assert (payload.url, payload.thumbnail_url) == ("/files/5/a%2Fb%20%3F.png", "/files/5/thumbnail/")
    assert first_file_name(message) == "a/b ?.png"
    assert first_file_name(Message()) == ""


def test_a_link_is_shown_by_what_its_page_says_of_itself():
    facts = {"url": "https://a.example/", "title": "A", "description": "", "site_name": "a.example"}
    (payload,) = link_preview_payloads(Message(extra={"previews": [facts], "no_previews": False}))
    assert on_the_wire(payload) == {
        "url": "https://a.example/",
        "title": "A",
        "description": "",
        "siteName": "a.example",
    }
    assert link_preview_payloads(Message()) == []
