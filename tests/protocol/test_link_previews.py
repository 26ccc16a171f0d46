"""Previews of the links in a message."""

from chat.models import Message
from chat.protocol.link_previews import link_preview_payloads
from tests.support.protocol import to_wire


def test_a_preview_has_exactly_these_keys():
    facts = {"url": "https://a.example/", "title": "A", "description": "", "site_name": "a.example"}
    (payload,) = link_preview_payloads(Message(extra={"previews": [facts], "no_previews": False}))
    assert to_wire(payload) == {
        "url": "https://a.example/",
        "title": "A",
        "description": "",
        "siteName": "a.example",
    }


def test_a_message_without_previews_has_an_empty_list():
    assert link_preview_payloads(Message()) == []
