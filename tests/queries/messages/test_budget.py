"""A page ends before the answer becomes too large."""

import pytest

from chat import conf
from chat.models import Message
from chat.queries.messages import history, sync
from chat.queries.messages.budget import fit_in_one_answer


def long_message(number):
    return Message(content="上" * 4_000, html="<p>" + "上" * 4_000 + "</p>", seq=number)


def test_short_messages_all_fit():
    rows = [Message(content="short", html="<p>short</p>") for _ in range(100)]
    assert fit_in_one_answer(rows) == rows


def test_only_the_first_long_messages_fit():
    rows = [long_message(number) for number in range(100)]
    taken = fit_in_one_answer(rows)
    assert taken == rows[: len(taken)]
    assert 10 < len(taken) < 40


def test_link_previews_count_towards_the_size():
    facts = {"url": "https://a.example/", "title": "上" * 200, "description": "上" * 400, "site_name": "上" * 80}
    rows = [Message(content="short", html="<p>short</p>", extra={"previews": [facts] * 3}) for _ in range(100)]
    assert 50 < len(fit_in_one_answer(rows)) < 100


def test_a_single_message_always_fits(monkeypatch):
    monkeypatch.setattr(conf, "ANSWER_BYTES", 10)
    assert len(fit_in_one_answer([long_message(1), long_message(2)])) == 1


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
