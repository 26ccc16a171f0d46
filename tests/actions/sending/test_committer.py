"""Committing: every draft is answered, nothing is announced that is not stored, and order is kept."""

import asyncio
import logging
import uuid
from collections import Counter
from unittest.mock import patch

import pytest
from django.db import DataError, IntegrityError, OperationalError

from chat import conf
from chat.actions.rooms import memberships
from chat.actions.sending import batch as batches
from chat.actions.sending import committer as module
from chat.actions.sending.batch import Batch, Draft
from chat.actions.sending.committer import Committer, commit, limit
from chat.delivery.hub import hub
from chat.errors import ChatError, Unavailable
from chat.executors import write
from chat.models import Message
from tests.support.convergence import converging
from tests.support.factories import create_room, create_user
from tests.support.parallel import run_in_parallel

pytestmark = pytest.mark.django_db


def draft(by, room, content="hello", client_id=None):
    return Draft(by.pk, room.pk, content, client_id or uuid.uuid4())


def told(outcomes):
    return [each.code if isinstance(each, ChatError) else each.duplicate for each in outcomes]


def breaking(monkeypatch, place, error, times):
    """Let one query of a batch fail so many times."""
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
    "locking the rooms": (Batch, "_find_duplicates"),
    "reading members": (batches, "memberships_of"),
    "storing messages": (batches, "insert"),
    "indexing their words": (batches.search, "index"),
}


def state(room):
    room.refresh_from_db()
    return room.last_seq, room.last_rev, list(room.messages.values_list("seq", "rev").order_by("seq"))


# --- A transaction that breaks


def test_no_drafts_need_no_transaction(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert commit([]) == []


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("error", [OperationalError("gone"), IntegrityError("twice")], ids=["operational", "integrity"])
def test_a_batch_that_breaks_once_is_stored_on_the_second_attempt(ada, bob, cy, kitchen, monkeypatch, place, error):
    with converging(ada, bob, cy) as heard:
        breaking(monkeypatch, place, error, 1)
        outcomes = commit([draft(ada, kitchen, "one"), draft(bob, kitchen, "two")])
        monkeypatch.undo()
    assert told(outcomes) == [False, False]
    assert [data["content"] for data in heard.events(cy)] == ["one", "two"]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_database_that_does_not_answer_refuses_all_without_asking_for_each(ada, bob, kitchen, monkeypatch, place):
    before = state(kitchen)
    with converging(deaf=[ada, bob]):
        left = breaking(monkeypatch, place, OperationalError("gone"), 100)
        outcomes = commit([draft(ada, kitchen) for _ in range(10)])
        monkeypatch.undo()
    assert told(outcomes) == ["unavailable"] * 10
    assert left == [98]
    assert state(kitchen) == before


@pytest.mark.parametrize("error", [DataError, ValueError])
def test_a_draft_that_breaks_the_transaction_fails_alone(ada, bob, cy, kitchen, monkeypatch, caplog, error):
    real = Batch._number

    def number(self, draft, *rest):
        if draft.content == "poison":
            raise error("poison")
        return real(self, draft, *rest)

    monkeypatch.setattr(Batch, "_number", number)
    with converging(ada, bob, cy) as heard, caplog.at_level(logging.CRITICAL, logger=module.__name__):
        outcomes = commit([draft(ada, kitchen, "one"), draft(bob, kitchen, "poison"), draft(ada, kitchen, "two")])
    assert told(outcomes) == [False, "unavailable", False]
    assert [data["content"] for data in heard.events(cy)] == ["one", "two"]


def test_trying_again_costs_nothing_of_the_rate(ada, kitchen, monkeypatch):
    monkeypatch.setattr(limit, "rate", 0.001)
    breaking(monkeypatch, PLACES["storing messages"], IntegrityError("twice"), 2)
    outcomes = commit([draft(ada, kitchen) for _ in range(limit.burst)])
    assert told(outcomes) == [False] * limit.burst


def test_a_failing_announcement_does_not_fail_what_is_stored(ada, kitchen, caplog, django_capture_on_commit_callbacks):
    with (
        patch.object(hub, "publish", side_effect=RuntimeError("nobody listens")),
        caplog.at_level(logging.CRITICAL),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert told(commit([draft(ada, kitchen)])) == [False]
    assert Message.objects.filter(kind="message").count() == 1


# --- Threads


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
        assert Counter(told([first for first, _ in outcomes])) == {False: 1, True: 1}
        assert told([second for _, second in outcomes]) == [False, False]
        assert len({first.message_id for first, _ in outcomes}) == 1


def test_batches_from_many_threads_over_several_rooms_leave_no_hole(arena):
    room, people = arena
    other = create_room(*people, name="Other", is_unlimited=True)
    before = {each.pk: state(each)[0] for each in (room, other)}

    def send(by):
        return [commit([draft(by, room), draft(by, other), draft(by, room)]) for _ in range(5)]

    results = run_in_parallel(*(lambda by=by: send(by) for by in people))
    assert [told(batch) for batches in results for batch in batches] == [[False] * 3] * 15
    for each, count in ((room, 30), (other, 15)):
        last_seq, last_rev, numbers = state(each)
        assert (last_seq, last_rev) == (before[each.pk] + count,) * 2
        assert numbers == [(number, number) for number in range(1, last_seq + 1)]


def test_who_is_removed_at_the_moment_of_sending_is_either_heard_or_refused(arena):
    room, [ada, bob, _] = arena
    sent, removed = run_in_parallel(
        lambda: commit([draft(bob, room)])[0],
        lambda: memberships.remove(by=ada, room_id=room.pk, user_id=bob.pk),
    )
    assert removed is None
    line = room.messages.filter(kind="system").latest("seq")
    assert getattr(sent, "code", None) == "not_a_member" or sent.seq == line.seq - 1
    assert state(room)[0] == line.seq


# --- The queue


async def test_what_is_submitted_together_is_answered_each_its_own_in_order(arena):
    room, [ada, bob, _] = arena
    outsider = await write(create_user, "outsider")
    drafts = [draft((ada, bob, outsider)[number % 3], room, f"{number}") for number in range(30)]
    queue = Committer()
    outcomes = await asyncio.gather(*(queue.submit(each) for each in drafts))
    assert told(outcomes) == [False, False, "not_a_member"] * 10
    seqs = [outcome.seq for outcome in outcomes if not isinstance(outcome, ChatError)]
    assert seqs == list(range(seqs[0], seqs[0] + 20))


async def test_an_answer_comes_after_the_commit_and_after_the_announcement(arena):
    room, [ada, *_] = arena
    loop, events = asyncio.get_running_loop(), []
    with patch.object(hub, "publish", lambda announcements: loop.call_soon_threadsafe(events.append, "told")):
        future = Committer().submit(draft(ada, room))
        future.add_done_callback(lambda _: events.append("answered"))
        outcome = await future
        await asyncio.sleep(0)
    assert events == ["told", "answered"]
    assert await write(Message.objects.filter(pk=outcome.message_id).exists)


async def test_what_waits_is_committed_together_in_batches_of_a_bounded_size_and_never_in_vain(monkeypatch):
    monkeypatch.setattr(conf, "COMMIT_BATCH", 10)
    sizes, posted = [], []
    monkeypatch.setattr(module, "post", posted.append)
    queue = Committer()

    def store(drafts):
        sizes.append(len(drafts))
        if len(sizes) == 1:
            # While one batch is stored, others arrive.
            waiting.extend(queue.submit(each) for each in late)
        return [each.client_id for each in drafts]

    monkeypatch.setattr(module, "commit", store)
    early, late = ([Draft(1, 1, "x", uuid.uuid4()) for _ in range(number)] for number in (3, 25))
    waiting = [queue.submit(each) for each in early]
    while posted:
        posted.pop(0)()
    assert sizes == [3, 10, 10, 5]
    assert await asyncio.gather(*waiting) == [each.client_id for each in early + late]


async def test_a_commit_that_fails_unexpectedly_leaves_nobody_without_an_answer(monkeypatch):
    queue = Committer()
    monkeypatch.setattr(module, "commit", lambda drafts: 1 / 0)
    assert told([await asyncio.wait_for(queue.submit(Draft(1, 1, "x", uuid.uuid4())), 5)]) == ["unavailable"]
    monkeypatch.setattr(module, "commit", lambda drafts: [each.content for each in drafts])
    assert await asyncio.wait_for(queue.submit(Draft(1, 1, "next", uuid.uuid4())), 5) == "next"


async def test_who_waited_while_there_was_no_connection_is_told_so_without_another_try(monkeypatch):
    posted, tried = [], []
    monkeypatch.setattr(module, "post", posted.append)
    monkeypatch.setattr(module, "commit", lambda drafts: tried.append(len(drafts)) or [Unavailable() for _ in drafts])
    queue = Committer()
    waited = queue.submit(Draft(1, 1, "x", uuid.uuid4()))
    monkeypatch.setattr(module, "waited_in_vain", lambda since: True)
    posted.pop()()
    assert told([await waited]) == ["unavailable"]
    monkeypatch.setattr(module, "waited_in_vain", lambda since: False)
    queue.submit(Draft(1, 1, "x", uuid.uuid4()))
    posted.pop()()
    assert tried == [1]


async def test_who_does_not_wait_any_more_disturbs_nobody(arena):
    room, [ada, *_] = arena
    queue = Committer()
    gone, waiting = queue.submit(draft(ada, room)), queue.submit(draft(ada, room))
    gone.cancel()
    assert told([await waiting]) == [False]


async def test_it_is_drained_when_every_draft_has_its_outcome(monkeypatch):
    monkeypatch.setattr(conf, "COMMIT_BATCH", 2)
    monkeypatch.setattr(module, "commit", lambda drafts: [each.content for each in drafts])
    queue, answered = Committer(), []
    for _ in range(7):
        queue.submit(Draft(1, 1, "x", uuid.uuid4())).add_done_callback(answered.append)
    await queue.drained()
    assert len(answered) == 7
