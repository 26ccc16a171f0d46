"""Read marks move forward, back on request, and never past the end."""

import pytest

from chat.actions.messages import read_marks
from chat.errors import NotAMember, NotFound
from chat.models import Membership, Room
from tests.support.convergence import Tab, converging

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


@pytest.fixture
def much(ada, bob, kitchen, pantry, talk, say):
    """Besides the talk, a message in another room, and a thread of Bob's with a reply."""
    root = say(bob, pantry, "root")
    say(ada, pantry, "@bob news")
    say(ada, pantry, "answer", thread_id=root.pk)
    return root


def test_mark_all_reads_everything_and_restore_undoes_it(ada, bob, cy, kitchen, pantry, much):
    with converging(bob, deaf=[ada, cy]) as heard:
        was = read_marks.mark_all(by=bob)
    assert sorted(heard.types(bob)) == ["read", "read", "thread"]
    assert (was.rooms.keys(), was.threads.keys()) == ({kitchen.pk, pantry.pk}, {much.pk})
    assert set(Membership.objects.filter(user=bob).values_list("read_seq", flat=True)) == {
        room.last_seq for room in Room.objects.filter(pk__in=[kitchen.pk, pantry.pk])
    }
    with converging(bob, deaf=[ada, cy]):
        read_marks.restore(by=bob, rooms=was.rooms, threads=was.threads)
    with converging(bob):
        assert read_marks.mark_all(by=bob) == was


def test_mark_all_announces_nothing_when_everything_is_read(bob, much):
    read_marks.mark_all(by=bob)
    with converging(deaf=[bob]):
        assert read_marks.mark_all(by=bob).rooms == {}


def test_mark_all_takes_a_fixed_number_of_queries(bob, much, django_assert_num_queries):
    with django_assert_num_queries(8):
        read_marks.mark_all(by=bob)


def test_restore_skips_rooms_and_threads_of_others(ada, bob, eve, kitchen, much):
    with converging(deaf=[ada, bob, eve]):
        assert read_marks.restore(by=eve, rooms={kitchen.pk: 1}, threads={much.pk: 1}).rooms == {}
