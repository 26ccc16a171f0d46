"""Every draft gets an outcome, only stored messages are announced, and their order is kept."""

import asyncio
import logging
import threading
import uuid
from collections import Counter
from unittest.mock import patch

import pytest
from django.db import DataError, IntegrityError, OperationalError

from chat import conf
from chat.actions.changes import batch as batches
from chat.actions.changes import committer as module
from chat.actions.changes import rendering, writing
from chat.actions.changes.batch import Batch
from chat.actions.changes.committer import Committer, commit, limit
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.send import Send
from chat.actions.rooms import memberships
from chat.delivery.hub import hub
from chat.errors import ChatError
from chat.executors import write
from chat.models import Message
from chat.text.messages.parser import MARKDOWN
from tests.support.convergence import converging
from tests.support.factories import create_room, create_user
from tests.support.parallel import run_in_parallel

pytestmark = pytest.mark.django_db


def draft(by, room, content="hello", client_id=None):
    return Send(by.pk, room.pk, content, client_id or uuid.uuid4())


def summary(outcomes):
    """The code of each refusal, and for each stored message whether it is a duplicate."""
    return [outcome.code if isinstance(outcome, ChatError) else outcome.duplicate for outcome in outcomes]


def fail_times(monkeypatch, place, error, times):
    """Make one query of a batch raise `error` the first `times` times. Returns a list with the failures left."""
    left = [times]
    real = getattr(*place)

    def broken(*args, **kwargs):
        if left[0]:
            left[0] -= 1
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(*place, broken)
    return left


PLACES = {
    "locking the rooms": (Batch, "_read_rooms"),
    "reading members": (batches, "memberships_with_users"),
    "storing messages": (writing, "insert_messages"),
    "indexing their words": (writing.search_index, "_words"),
}


def numbers_of(room):
    """The numbers of a room, and those of its messages."""
    room.refresh_from_db()
    return room.last_seq, room.last_rev, list(room.messages.values_list("seq", "rev").order_by("seq"))


# --- A transaction that breaks


def test_an_empty_batch_opens_no_transaction(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert commit([]) == []


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("error", [OperationalError("gone"), IntegrityError("twice")], ids=["operational", "integrity"])
def test_a_batch_that_fails_once_is_stored_on_the_second_attempt(ada, bob, cy, kitchen, monkeypatch, place, error):
    with converging(ada, bob, cy) as heard:
        fail_times(monkeypatch, place, error, 1)
        outcomes = commit([draft(ada, kitchen, "one"), draft(bob, kitchen, "two")])
        monkeypatch.undo()
    assert summary(outcomes) == [False, False]
    assert [data["content"] for data in heard.events(cy)] == ["one", "two"]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_database_that_does_not_answer_is_not_asked_again_for_each_draft(ada, bob, kitchen, monkeypatch, place):
    before = numbers_of(kitchen)
    with converging(deaf=[ada, bob]):
        left = fail_times(monkeypatch, place, OperationalError("gone"), 100)
        outcomes = commit([draft(ada, kitchen) for _ in range(10)])
        monkeypatch.undo()
    assert summary(outcomes) == ["unavailable"] * 10
    assert left == [98]
    assert numbers_of(kitchen) == before


@pytest.mark.parametrize("error", [DataError, ValueError])
def test_a_draft_that_breaks_the_transaction_fails_alone(ada, bob, cy, kitchen, monkeypatch, caplog, error):
    real = Send.new_message

    def number(self, *rest):
        if self.content == "poison":
            raise error("poison")
        return real(self, *rest)

    monkeypatch.setattr(Send, "new_message", number)
    with converging(ada, bob, cy) as heard, caplog.at_level(logging.CRITICAL, logger=module.__name__):
        outcomes = commit([draft(ada, kitchen, "one"), draft(bob, kitchen, "poison"), draft(ada, kitchen, "two")])
    assert summary(outcomes) == [False, "unavailable", False]
    assert [data["content"] for data in heard.events(cy)] == ["one", "two"]


def test_changes_that_were_stored_before_the_connection_broke_are_acknowledged(ada, bob, kitchen, say, monkeypatch):
    edited, deleted = (say(ada, kitchen, text) for text in ("one", "two"))
    real, failures = Batch.commit, [OperationalError("lost after the commit")]

    def break_afterwards(self):
        outcomes = real(self)
        if failures:
            raise failures.pop()
        return outcomes

    monkeypatch.setattr(Batch, "commit", break_afterwards)
    outcomes = commit(
        [
            Edit(ada.pk, edited.pk, "uno", edited.rev),
            Delete(ada.pk, deleted.pk),
            Edit(ada.pk, edited.pk, "other", edited.rev),
            Delete(bob.pk, edited.pk),
        ]
    )
    assert [getattr(outcome, "code", "stored") for outcome in outcomes] == ["stored", "stored", "conflict", "forbidden"]
    fresh = {message.pk: message for message in Message.objects.filter(room=kitchen)}
    assert [outcome.rev for outcome in outcomes[:2]] == [fresh[edited.pk].rev, fresh[deleted.pk].rev]
    assert (fresh[edited.pk].content, fresh[edited.pk].edits.count()) == ("uno", 1)


def test_a_message_is_deleted_once_in_a_batch_that_is_tried_again(ada, bob, cy, kitchen, say, monkeypatch):
    message = say(ada, kitchen)
    with converging(ada, bob, cy):
        fail_times(monkeypatch, (Batch, "_read_rooms"), OperationalError("gone"), 1)
        outcomes = commit([Delete(ada.pk, message.pk), Delete(ada.pk, message.pk)])
    assert [getattr(outcome, "code", "stored") for outcome in outcomes] == ["stored", "not_found"]


def test_a_retry_is_not_charged_to_the_rate_limit(ada, kitchen, monkeypatch):
    monkeypatch.setattr(limit, "rate", 0.001)
    fail_times(monkeypatch, PLACES["storing messages"], IntegrityError("twice"), 2)
    outcomes = commit([draft(ada, kitchen) for _ in range(limit.burst)])
    assert summary(outcomes) == [False] * limit.burst


def test_a_failing_announcement_does_not_fail_the_message(ada, kitchen, caplog, django_capture_on_commit_callbacks):
    with (
        patch.object(hub, "publish", side_effect=RuntimeError("no subscribers")),
        caplog.at_level(logging.CRITICAL),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert summary(commit([draft(ada, kitchen)])) == [False]
    assert Message.objects.filter(kind="message").count() == 1


# --- Many threads at once


@pytest.fixture
def arena(transactional_db):
    people = [create_user(name) for name in ("ada", "bob", "cyrus")]
    return create_room(*people, name="Arena", is_unlimited=True), people


def test_the_same_draft_from_two_threads_at_once_is_one_message(arena):
    room, [ada, *_] = arena
    key = uuid.uuid4()
    (first,), (second,) = run_in_parallel(*[lambda: commit([draft(ada, room, client_id=key)])] * 2)
    assert first.message_id == second.message_id
    assert {first.duplicate, second.duplicate} == {True, False}


def test_the_same_draft_in_two_rooms_from_two_threads_at_once_is_one_message(arena):
    room, [ada, *_] = arena
    other = create_room(ada, name="Other", is_unlimited=True)
    for _ in range(5):
        key = uuid.uuid4()
        outcomes = run_in_parallel(
            lambda key=key: commit([draft(ada, room, client_id=key), draft(ada, room)]),
            lambda key=key: commit([draft(ada, other, client_id=key), draft(ada, other)]),
        )
        assert Counter(summary([first for first, _ in outcomes])) == {False: 1, True: 1}
        assert summary([second for _, second in outcomes]) == [False, False]
        assert len({first.message_id for first, _ in outcomes}) == 1


def test_batches_from_many_threads_over_several_rooms_leave_no_gap(arena):
    room, people = arena
    other = create_room(*people, name="Other", is_unlimited=True)
    before = {each.pk: numbers_of(each)[0] for each in (room, other)}

    def send(by):
        return [commit([draft(by, room), draft(by, other), draft(by, room)]) for _ in range(5)]

    results = run_in_parallel(*(lambda by=by: send(by) for by in people))
    assert [summary(batch) for batches in results for batch in batches] == [[False] * 3] * 15
    for each, count in ((room, 30), (other, 15)):
        last_seq, last_rev, numbers = numbers_of(each)
        assert (last_seq, last_rev) == (before[each.pk] + count,) * 2
        assert numbers == [(number, number) for number in range(1, last_seq + 1)]


def test_a_message_sent_while_its_author_is_removed_is_either_stored_before_or_refused(arena):
    room, [ada, bob, _] = arena
    sent, removed = run_in_parallel(
        lambda: commit([draft(bob, room)])[0],
        lambda: memberships.remove(by=ada, room_id=room.pk, user_id=bob.pk),
    )
    assert removed is None
    line = room.messages.filter(kind="system").latest("seq")
    assert getattr(sent, "code", None) == "not_a_member" or sent.seq == line.seq - 1
    assert numbers_of(room)[0] == line.seq


# --- The committer


async def test_drafts_submitted_together_each_get_their_own_outcome_in_order(arena):
    room, [ada, bob, _] = arena
    outsider = await write(create_user, "outsider")
    drafts = [draft((ada, bob, outsider)[number % 3], room, f"{number}") for number in range(30)]
    committer = Committer()
    outcomes = await asyncio.gather(*(committer.submit(each) for each in drafts))
    assert summary(outcomes) == [False, False, "not_a_member"] * 10
    seqs = [outcome.seq for outcome in outcomes if not isinstance(outcome, ChatError)]
    assert seqs == list(range(seqs[0], seqs[0] + 20))


async def test_an_outcome_arrives_after_the_commit_and_after_the_announcement(arena):
    room, [ada, *_] = arena
    loop, events = asyncio.get_running_loop(), []
    with patch.object(hub, "publish", lambda announcements: loop.call_soon_threadsafe(events.append, "announced")):
        future = Committer().submit(draft(ada, room))
        future.add_done_callback(lambda _: events.append("answered"))
        outcome = await future
        await asyncio.sleep(0)
    assert events == ["announced", "answered"]
    assert await write(Message.objects.filter(pk=outcome.message_id).exists)


async def test_a_batch_has_no_more_drafts_than_allowed(arena, monkeypatch):
    room, [ada, *_] = arena
    sizes = []

    def recording(drafts, charged):
        sizes.append(len(drafts))
        return Batch(drafts, charged)

    monkeypatch.setattr(conf, "COMMIT_BATCH", 10)
    monkeypatch.setattr(module, "Batch", recording)
    committer = Committer()
    outcomes = await asyncio.gather(*(committer.submit(draft(ada, room)) for _ in range(35)))
    assert summary(outcomes) == [False] * 35
    assert max(sizes) == 10


async def test_an_unexpected_error_refuses_its_drafts_and_not_the_next_ones(arena, monkeypatch, caplog):
    room, [ada, *_] = arena
    committer = Committer()
    with monkeypatch.context() as broken, caplog.at_level(logging.CRITICAL, logger=module.__name__):
        broken.setattr(Batch, "commit", lambda batch: 1 / 0)
        assert summary([await asyncio.wait_for(committer.submit(draft(ada, room)), 5)]) == ["unavailable"]
    assert summary([await asyncio.wait_for(committer.submit(draft(ada, room)), 5)]) == [False]


async def test_a_cancelled_send_does_not_hold_up_the_others(arena):
    room, [ada, *_] = arena
    committer = Committer()
    cancelled, waiting = committer.submit(draft(ada, room)), committer.submit(draft(ada, room))
    cancelled.cancel()
    assert summary([await waiting]) == [False]


async def test_the_committer_is_drained_when_every_draft_has_its_outcome(arena, monkeypatch):
    room, [ada, *_] = arena
    monkeypatch.setattr(conf, "COMMIT_BATCH", 2)
    committer, answered = Committer(), []
    for _ in range(7):
        committer.submit(draft(ada, room)).add_done_callback(answered.append)
    await committer.drained()
    assert len(answered) == 7


# --- Texts that are rendered first


@pytest.fixture
def parsing(monkeypatch):
    """The names of the threads that parse texts."""
    threads = []
    parse = MARKDOWN.parse
    monkeypatch.setattr(
        MARKDOWN, "parse", lambda *text: threads.append(threading.current_thread().name.split("_")[0]) or parse(*text)
    )
    return threads


async def test_nothing_is_parsed_on_the_writer_thread(arena, parsing):
    room, [ada, bob, _] = arena
    committer = Committer()
    [sent] = await asyncio.gather(committer.submit(draft(ada, room, "**bold** @everyone")))
    outcomes = await asyncio.gather(
        committer.submit(Edit(ada.pk, sent.message_id, "[link](http://example.org)")),
        *(committer.submit(draft(bob, room, f"- {number}\n- b")) for number in range(5)),
    )
    assert not any(isinstance(outcome, ChatError) for outcome in outcomes)
    assert set(parsing) == {"read"}


async def test_a_plain_message_does_not_overtake_one_that_is_rendered_first(arena):
    room, [ada, bob, _] = arena
    committer = Committer()
    contents = ["**slow**" if number % 3 == 0 else f"plain {number}" for number in range(12)]
    drafts = [draft(by, room, content) for content in contents for by in (ada, bob)]
    outcomes = await asyncio.gather(*(committer.submit(each) for each in drafts))
    for by in (ada, bob):
        seqs = [outcome.seq for outcome, each in zip(outcomes, drafts, strict=True) if each.author_id == by.pk]
        assert seqs == sorted(seqs)


async def test_another_authors_plain_message_does_not_wait_for_a_text_that_is_rendered(arena, monkeypatch):
    room, [ada, bob, _] = arena
    committer, go_on = Committer(), threading.Event()
    render = rendering.rendered
    monkeypatch.setattr(rendering, "rendered", lambda drafts: go_on.wait(20) and render(drafts))
    slow, behind = committer.submit(draft(ada, room, "**slow**")), committer.submit(draft(ada, room, "behind it"))
    other = await asyncio.wait_for(committer.submit(draft(bob, room, "plain")), 20)
    assert not slow.done() and not behind.done()
    go_on.set()
    assert other.seq < (await slow).seq < (await behind).seq


async def test_each_author_has_one_text_rendered_at_a_time(arena, monkeypatch):
    room, [ada, bob, _] = arena
    batches = []
    render = rendering.rendered
    monkeypatch.setattr(
        rendering, "rendered", lambda drafts: batches.append([each.author_id for each in drafts]) or render(drafts)
    )
    committer = Committer()
    await asyncio.gather(
        *(committer.submit(draft(by, room, f"*{number}*")) for number in range(6) for by in (ada, bob))
    )
    assert sorted(author_id for batch in batches for author_id in batch) == [*[ada.pk] * 6, *[bob.pk] * 6]
    assert all(len(batch) == len(set(batch)) for batch in batches)


async def test_a_text_that_is_refused_does_not_hold_up_those_behind_it(arena, monkeypatch):
    _, [ada, *_] = arena
    room = await write(create_room, ada, name="With limits")
    monkeypatch.setattr(rendering.budget, "rate", 0.001)
    rendering.budget.spend(ada.pk, 1_000 * conf.RENDER_BURST)  # A slow machine must not give it back meanwhile.
    committer = Committer()
    outcomes = await asyncio.gather(*(committer.submit(draft(ada, room, text)) for text in ("**a**", "plain", "`b`")))
    assert summary(outcomes) == ["rate_limited", False, "rate_limited"]


async def test_a_cancelled_text_does_not_hold_up_those_behind_it(arena):
    room, [ada, *_] = arena
    committer = Committer()
    cancelled, waiting = committer.submit(draft(ada, room, "**a**")), committer.submit(draft(ada, room))
    cancelled.cancel()
    assert summary([await waiting]) == [False]


async def test_an_error_while_rendering_refuses_that_text_alone(arena, monkeypatch, caplog):
    room, [ada, bob, _] = arena
    source = rendering.Source

    def broken(content, **how):
        return 1 / 0 if content == "**broken**" else source(content, **how)

    monkeypatch.setattr(rendering, "Source", broken)
    committer = Committer()
    drafts = [draft(ada, room, "**broken**"), draft(bob, room, "*whole*"), draft(ada, room, "*also*")]
    with caplog.at_level(logging.CRITICAL, logger=module.__name__):
        outcomes = await asyncio.gather(*(committer.submit(each) for each in drafts))
    assert summary(outcomes) == ["unavailable", False, False]


async def test_the_committer_is_drained_when_every_text_is_rendered_and_stored(arena):
    room, [ada, *_] = arena
    committer, answered = Committer(), []
    for number in range(5):
        committer.submit(draft(ada, room, f"*{number}*")).add_done_callback(answered.append)
    await committer.drained()
    assert len(answered) == 5
