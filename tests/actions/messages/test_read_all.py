"""Everything is marked as read in one step, which can be undone."""

import pytest
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from chat.actions.messages import read_all
from chat.models import Membership, Room
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(ada, bob, kitchen, say):
    """Ten messages by Ada; the third and the eighth mention Bob."""
    return [say(ada, kitchen, "@bob" if number in {3, 8} else f"{number}") for number in range(1, 11)]


@pytest.fixture
def much(ada, bob, kitchen, pantry, talk, say):
    """Besides the talk, a message in another room, and a thread of Bob's with a reply."""
    root = say(bob, pantry, "root")
    say(ada, pantry, "@bob news")
    say(ada, pantry, "answer", thread_id=root.pk)
    return root


def test_mark_all_reads_everything_and_restore_undoes_it(ada, bob, cy, kitchen, pantry, much):
    with converging(bob, deaf=[ada, cy]) as heard:
        was = read_all.mark_all(by=bob)
    assert sorted(heard.types(bob)) == ["read", "read", "thread"]
    assert (was.rooms.keys(), was.threads.keys()) == ({kitchen.pk, pantry.pk}, {much.pk})
    assert set(Membership.objects.filter(user=bob).values_list("read_seq", flat=True)) == {
        room.last_seq for room in Room.objects.filter(pk__in=[kitchen.pk, pantry.pk])
    }
    with converging(bob, deaf=[ada, cy]):
        read_all.restore(by=bob, rooms=was.rooms, threads=was.threads)
    with converging(bob):
        assert read_all.mark_all(by=bob) == was


def test_mark_all_announces_nothing_when_everything_is_read(bob, much):
    read_all.mark_all(by=bob)
    with converging(deaf=[bob]):
        assert read_all.mark_all(by=bob).rooms == {}


def test_mark_all_takes_a_fixed_number_of_queries(bob, much, django_assert_num_queries):
    clock = connection.vendor == "postgresql"  # The version of the announcement is PostgreSQL's time.
    with django_assert_num_queries(8 + clock):
        read_all.mark_all(by=bob)


def test_restore_skips_rooms_and_threads_of_others(ada, bob, eve, kitchen, much):
    with converging(deaf=[ada, bob, eve]):
        assert read_all.restore(by=eve, rooms={kitchen.pk: 1}, threads={much.pk: 1}).rooms == {}


def test_a_deadlock_ends_neither_the_request_nor_the_former_marks(monkeypatch, bob, kitchen, talk):
    set_marks, victims = read_all._set_marks, [OperationalError(), OperationalError()]

    def fail_after_the_change(*changes):
        done = set_marks(*changes)
        if victims:
            error = victims.pop()
            raise error from DeadlockDetected()
        return done

    monkeypatch.setattr(read_all, "_set_marks", fail_after_the_change)
    assert read_all.mark_all(by=bob).rooms == {kitchen.pk: talk[0].seq - 1}
    victims += [OperationalError() for _ in range(3)]
    with pytest.raises(OperationalError):
        read_all.restore(by=bob, rooms={kitchen.pk: 1}, threads={})
