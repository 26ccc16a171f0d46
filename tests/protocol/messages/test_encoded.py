"""The JSON of messages is kept by version, within a bounded memory."""

import json
import sys

from django.utils import timezone

from chat import conf
from chat.models.messages.versions import MessageVersion
from chat.protocol.events import message_event
from chat.protocol.messages.encoded import (
    OVERHEAD,
    EncodedCache,
    EncodedMessage,
    cache,
    encode_message,
    encoded,
    forget_deleted,
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


def test_an_encoded_message_stands_in_a_page_for_its_payload():
    payload = message_payload(message(content='上 "quoted" 👍'), is_new=True)
    ready = EncodedMessage(encode_message(message(content='上 "quoted" 👍'), is_new=True), 9, 5, 6)
    page = HistoryPage(messages=[ready, ready], rev=9, at_start=True, at_end=False)
    assert to_wire(page) == {"messages": [to_wire(payload)] * 2, "rev": 9, "atStart": True, "atEnd": False}
    assert (ready.payload.to_json(), ready.payload is ready.payload) == (payload.to_json(), True)


def test_the_cache_of_a_process_is_bounded():
    assert cache._max_bytes == conf.MESSAGE_CACHE_BYTES


def test_a_deleted_message_is_forgotten_with_those_that_quote_it():
    kept = EncodedCache(10_000)
    for pk, quotes in ((1, 0), (2, 1), (3, 12), (4, 0)):
        text = f'{{"id":{pk},"replyTo":{{"id":{quotes},"seq":1}}}}' if quotes else f'{{"id":{pk},"replyTo":null}}'
        kept.put(version(pk, quoted=quotes), text)
    kept.forget({1})
    assert kept.get([version(pk, quoted=quotes) for pk, quotes in ((1, 0), (2, 1), (3, 12), (4, 0))]).keys() == {3, 4}


def test_a_process_that_hears_of_a_deletion_forgets_the_message():
    def frame(deleted_at):
        return message_event("chat:changed", encode_message(message(pk=9, deleted_at=deleted_at), is_new=True))

    for deleted_at, found in ((None, {9}), (timezone.now(), set())):
        cache.put(version(9), "the text")
        forget_deleted([frame(deleted_at)])
        assert cache.get([version(9)]).keys() == found
