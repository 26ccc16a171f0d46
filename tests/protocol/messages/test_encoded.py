"""The JSON of messages is kept by version, within a bounded memory."""

import json
import sys

import pytest

from chat import conf
from chat.models.messages.versions import MessageVersion
from chat.protocol.messages.encoded import (
    OVERHEAD,
    EncodedCache,
    EncodedMessages,
    cache,
    encode_message,
    encoded,
    page_json,
)
from chat.protocol.messages.events import HistoryPage
from chat.protocol.messages.payload import message_payload
from tests.support.protocol import message, to_wire


def version(id=9, **numbers):
    values = {"seq": 5, "rev": 6, "author": 0, "quoted": 0, "quoted_author": 0}
    return MessageVersion(id=id, **values | numbers)


def test_a_text_is_found_in_exactly_its_version():
    kept = EncodedCache(10_000)
    kept.put(version(), "text")
    assert kept.get([version(), version(id=8)]) == {9: "text"}
    for name in ("rev", "author", "quoted", "quoted_author"):
        assert kept.get([version(**{name: 7})]) == {}


def test_a_later_version_replaces_the_earlier_one():
    kept = EncodedCache(10_000)
    kept.put(version(), "secret")
    kept.put(version(rev=7), "")
    assert kept.get([version()]) == {}
    assert kept.get([version(rev=7)]) == {9: ""}


def test_the_messages_that_were_not_used_for_longest_are_dropped():
    size = sys.getsizeof("x" * 100) + OVERHEAD
    kept = EncodedCache(3 * size)
    for id in (1, 2, 3):
        kept.put(version(id), "x" * 100)
    kept.get([version(1)])
    kept.put(version(4), "x" * 100)
    assert kept.get(map(version, range(1, 5))).keys() == {1, 3, 4}
    kept.put(version(5), "x" * 100_000)
    assert kept.get(map(version, range(1, 6))) == {}
    kept.put(version(6), "small")
    assert kept.get([version(6)]) == {6: "small"}


def test_only_messages_that_are_not_kept_are_loaded_and_those_that_are_gone_are_left_out():
    asked = []

    def load(ids):
        asked.append(list(ids))
        rows = [message(pk=id, seq=id, rev=id) for id in ids if id != 3]
        for row in rows:
            row._prefetched_objects_cache = {"reactions": []}
        return rows

    page = [version(id, seq=id, rev=id) for id in (2, 3, 4)]
    first = encoded(page, load)
    assert [(each.seq, json.loads(each.text)["id"]) for each in first] == [(2, 2), (4, 4)]
    assert encoded([page[0], page[2]], load) == first
    assert asked == [[2, 3, 4]]
    assert cache.get(page).keys() == {2, 4}


@pytest.fixture
def texts():
    return [encode_message(message(seq=seq, content='上 "quoted" 👍'), is_new=True) for seq in (5, 6)]


def test_a_page_of_ready_json_equals_a_page_of_payloads(texts):
    payloads = [message_payload(message(seq=seq, content='上 "quoted" 👍'), is_new=True) for seq in (5, 6)]
    facts = {"rev": 9, "at_start": True, "at_end": False}
    for ready, built in ((texts, payloads), ([], [])):
        page = HistoryPage(messages=EncodedMessages(ready), **facts)
        assert page.to_json() == HistoryPage(messages=built, **facts).to_json()
        assert page.to_json() == page_json(page, page.messages)
        assert to_wire(page) == page.to_dict() == json.loads(page.to_json())


def test_ready_messages_can_be_looked_at_one_by_one(texts):
    messages = EncodedMessages(texts)
    assert (len(messages), [each.seq for each in messages], messages[-1].seq) == (2, [5, 6], 6)
    assert [each.to_json() for each in messages] == texts
    assert messages[0] is messages[0]
    assert messages == EncodedMessages(texts) == list(messages)
    assert hash(messages) == hash(EncodedMessages(texts))
    assert EncodedMessages([]) == []


def test_the_cache_of_a_process_is_bounded():
    assert cache._max_bytes == conf.MESSAGE_CACHE_BYTES
