"""A page ends before the answer becomes too large."""

import pytest

from chat import conf
from chat.protocol.messages.encoded import EncodedMessage
from chat.queries.messages import history, sync
from chat.queries.messages.budget import fit_in_one_answer


def ready(seq, text):
    return EncodedMessage(text, seq, seq, seq)


def test_json_is_measured_in_bytes(monkeypatch):
    monkeypatch.setattr(conf, "ANSWER_BYTES", 60)
    page = [ready(seq, "上" * 10) for seq in range(5)]
    assert fit_in_one_answer(page) == page[:2]


def test_a_single_message_always_fits(monkeypatch):
    monkeypatch.setattr(conf, "ANSWER_BYTES", 10)
    assert fit_in_one_answer([ready(1, "x" * 100), ready(2, "x")]) == [ready(1, "x" * 100)]


@pytest.mark.django_db
def test_a_room_of_long_messages_can_be_paged_through_both_ways(monkeypatch, ada, kitchen, say):
    for number in range(30):
        say(ada, kitchen, f"{number} " + "上" * 50)
    monkeypatch.setattr(conf, "ANSWER_BYTES", 6_000)
    kitchen.refresh_from_db()
    forwards, revs = walk_forwards(ada, kitchen), walk_changes(ada, kitchen)
    assert forwards == list(range(1, kitchen.last_seq + 1))
    assert revs == list(range(1, kitchen.last_rev + 1))


def walk_forwards(ada, kitchen):
    seqs = []
    while True:
        page = history.page(ada.pk, kitchen.pk, after=seqs[-1] if seqs else 0, limit=20)
        assert len(page.messages) < 20
        seqs += [message.seq for message in page.messages]
        if page.at_end:
            return seqs


def walk_changes(ada, kitchen):
    revs = []
    while True:
        changes = sync.changes(ada.pk, kitchen.pk, revs[-1] if revs else 0)
        revs += [message.rev for message in changes.messages]
        if not changes.more:
            return revs
