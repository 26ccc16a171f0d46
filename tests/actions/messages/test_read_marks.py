"""Read marks move forward, back on request, and never past the end."""

import asyncio
import logging
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.actions.messages import read_marks
from chat.actions.messages.read_mark_sql import move
from chat.actions.messages.read_marks import Mark
from chat.errors import NotAMember, NotFound
from chat.executors import write
from chat.models import Membership, Room
from chat.protocol.messages.events import ReadAck
from tests.support.convergence import Tab, capture_announcements, converging
from tests.support.factories import create_room, create_user
from tests.support.parallel import run_in_parallel

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(ada, bob, kitchen, say):
    """Ten messages by Ada; the third and the eighth mention Bob."""
    return [say(ada, kitchen, "@bob" if number in {3, 8} else f"{number}") for number in range(1, 11)]


def numbers(marked):
    return marked.read_seq, marked.unread, marked.mentions


def test_a_read_mark_is_announced_to_the_reader_alone(ada, bob, cy, eve, kitchen, talk):
    with converging(bob, deaf=[ada, cy, eve]) as heard:
        marked = read_marks.mark(by=bob, room_id=kitchen.pk, seq=talk[3].seq)
    assert numbers(marked) == (talk[3].seq, 6, 1)
    assert heard.types(bob) == ["read"]


def test_reading_to_the_end_leaves_nothing_unread(ada, bob, kitchen, talk):
    with converging(bob, ada):
        assert numbers(read_marks.mark(by=bob, room_id=kitchen.pk, seq=talk[-1].seq)) == (talk[-1].seq, 0, 0)


@pytest.mark.parametrize("beyond", [1, 1000, 2**63 - 1])
def test_a_mark_beyond_the_end_stops_at_the_last_message(bob, kitchen, talk, beyond):
    seq = min(talk[-1].seq + beyond, 2**63 - 1)
    with converging(bob):
        assert read_marks.mark(by=bob, room_id=kitchen.pk, seq=seq).read_seq == talk[-1].seq


def test_a_mark_does_not_move_back(ada, bob, kitchen, talk):
    read_marks.mark(by=bob, room_id=kitchen.pk, seq=talk[5].seq)
    with converging(deaf=[ada, bob]):
        assert numbers(read_marks.mark(by=bob, room_id=kitchen.pk, seq=talk[2].seq)) == (talk[5].seq, 4, 1)


def test_marking_as_unread_moves_the_mark_back_and_counts_mentions_again(ada, bob, kitchen, talk):
    read_marks.mark(by=bob, room_id=kitchen.pk, seq=talk[-1].seq)
    with converging(bob, deaf=[ada]):
        assert numbers(read_marks.mark(by=bob, room_id=kitchen.pk, seq=talk[1].seq, unread=True)) == (talk[1].seq, 8, 2)


def test_marking_as_unread_does_not_move_past_the_end(bob, kitchen, talk):
    assert read_marks.mark(by=bob, room_id=kitchen.pk, seq=2**63 - 1, unread=True).read_seq == talk[-1].seq


def test_a_whole_room_can_be_marked_as_unread(bob, kitchen, talk):
    with converging(bob):
        assert read_marks.mark(by=bob, room_id=kitchen.pk, seq=0, unread=True).unread == talk[-1].seq


def test_the_connection_that_marks_gets_no_announcement(bob, kitchen, talk):
    asking = Tab(bob).connection_id
    with converging(deaf=[bob]):
        read_marks.mark(by=bob, room_id=kitchen.pk, seq=talk[-1].seq, connection=asking)


def test_only_members_can_move_a_read_mark(eve, kitchen, pantry):
    with pytest.raises(NotAMember):
        read_marks.mark(by=eve, room_id=kitchen.pk, seq=1)
    with pytest.raises(NotFound):
        read_marks.mark(by=eve, room_id=pantry.pk, seq=1)


# --- Many at a time


def test_marks_of_many_people_take_a_fixed_number_of_queries(ada, bob, eve, kitchen, pantry, talk, say):
    say(ada, pantry, "here too")
    batch = [Mark(user.pk, room.pk, 2**40) for user in (ada, bob, eve) for room in (kitchen, pantry)]
    counts = []
    for marks in (batch[:1], batch[:1], batch):
        with CaptureQueriesContext(connection) as queries:
            read_marks.commit(marks)
        counts.append(len(queries))
    version = connection.vendor == "postgresql"
    # Savepoint, move, positions, release. The last batch has a refusal, and marks that change.
    assert counts == [4, 4, 5 + version]


def test_each_mark_of_a_batch_is_refused_alone(ada, bob, eve, kitchen, pantry, talk):
    places = [(bob, kitchen), (eve, kitchen), (eve, pantry), (bob, pantry)]
    with converging(bob, deaf=[ada, eve]):
        outcomes = read_marks.commit([Mark(user.pk, room.pk, talk[4].seq) for user, room in places])
    assert [type(outcome) for outcome in outcomes] == [ReadAck, NotAMember, NotFound, ReadAck]
    assert numbers(outcomes[0])[:2] == (talk[4].seq, 5)


@given(
    start=st.integers(0, 10),
    steps=st.lists(st.tuples(st.integers(0, 14), st.booleans()), min_size=1, max_size=5),
)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_marks_of_one_reader_in_one_batch_have_the_effect_of_their_order(bob, kitchen, talk, start, steps):
    def begin():
        read_marks.mark(by=bob, room_id=kitchen.pk, seq=talk[0].seq - 1 + start, unread=True)

    batch = [Mark(bob.pk, kitchen.pk, talk[0].seq - 1 + seq, unread) for seq, unread in steps]
    begin()
    alone = [read_marks.commit([each])[0] for each in batch]
    begin()
    together = read_marks.commit(batch)
    assert together == [alone[-1]] * len(batch)


def test_a_reader_gets_one_announcement_for_many_rooms(bob, kitchen, pantry, talk, ada, say):
    say(ada, pantry, "here too")
    with capture_announcements() as announcements:
        read_marks.commit([Mark(bob.pk, room.pk, 2**40) for room in (kitchen, pantry)])
    [announcement] = announcements
    assert {frame.subject for frame in announcement.frames} == {f"read:{kitchen.pk}", f"read:{pantry.pk}"}


def test_if_two_connections_mark_the_same_room_both_get_the_event(bob, kitchen, talk):
    asking = Tab(bob).connection_id
    with converging(bob) as heard:
        read_marks.commit([Mark(bob.pk, kitchen.pk, talk[2].seq, connection=id) for id in (asking, "another")])
    assert heard.types(bob) == ["read"]


def test_a_database_that_fails_once_is_asked_again(bob, kitchen, talk, monkeypatch):
    failures = [OperationalError("gone")]

    def fail_once(targets, *, wait):
        if failures:
            raise failures.pop()
        return move(targets, wait=wait)

    monkeypatch.setattr(read_marks, "move", fail_once)
    [outcome] = read_marks.commit([Mark(bob.pk, kitchen.pk, talk[2].seq)])
    assert outcome.read_seq == talk[2].seq


def test_an_unexpected_error_refuses_the_mark(bob, kitchen, monkeypatch, caplog):
    monkeypatch.setattr(read_marks, "move", lambda targets, *, wait: 1 / 0)
    with caplog.at_level(logging.CRITICAL, logger=read_marks.__name__):
        assert [outcome.code for outcome in read_marks.commit([Mark(bob.pk, kitchen.pk, 1)])] == ["unavailable"]


@pytest.mark.django_db(transaction=True)
async def test_marks_that_arrive_together_share_a_batch_and_each_gets_its_outcome(monkeypatch):
    people = [await write(create_user, f"reader{number}") for number in range(5)]
    room = await write(create_room, *people)
    sizes = []

    def recording(targets, *, wait):
        sizes.append(len(targets))
        return move(targets, wait=wait)

    monkeypatch.setattr(read_marks, "move", recording)
    batches = [
        await asyncio.gather(*(read_marks.marks.submit(Mark(each.pk, room.pk, 2**40)) for each in people))
        for _ in range(2)
    ]
    last_seq = await write(lambda: Room.objects.get(pk=room.pk).last_seq)
    assert [outcome.read_seq for outcomes in batches for outcome in outcomes] == [last_seq] * 10
    assert sum(sizes) == 10
    assert len(sizes) <= 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one lock for all rows")
def test_marks_that_are_locked_elsewhere_wait_and_do_not_hold_up_the_others():
    people = [create_user(f"reader{number}") for number in range(4)]
    room = create_room(*people)
    held, release, free = threading.Event(), threading.Event(), []

    def hold():
        with transaction.atomic():
            list(Membership.objects.select_for_update().filter(room=room, user__in=people[1:3]))
            held.set()
            assert release.wait(5)

    def mark_all():
        assert held.wait(5)
        return read_marks.commit([Mark(each.pk, room.pk, 1, unread=True) for each in people])

    def watch():
        assert held.wait(5)
        unread = Membership.objects.filter(room=room, read_seq=1, user__in=[people[0], people[3]])
        for _ in range(500):
            if unread.count() == 2:
                free.append(True)
                break
            time.sleep(0.01)
        release.set()

    _, outcomes, _ = run_in_parallel(hold, mark_all, watch)
    assert [outcome.read_seq for outcome in outcomes] == [1] * 4
    assert free
