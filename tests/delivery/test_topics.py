"""Frames are delivered in the order of their revs, however they arrive."""

from hypothesis import given
from hypothesis import strategies as st

from chat.delivery.announcements import Frame
from chat.delivery.topics import Topic


def frame(rev: int, seq: int = 0) -> Frame:
    return Frame(f"rev {rev}", rev, seq)


def revs(frames: list[Frame]) -> list[int]:
    return [each.rev for each in frames]


def started(rev: int = 0) -> Topic:
    topic = Topic()
    topic.set_baseline(rev, 0)
    return topic


class Room:
    """A room as the database knows it. Change number n concerns the message `changes[n - 1]`."""

    def __init__(self, changes: list[int]) -> None:
        self.message_of = dict(enumerate(changes, 1))
        self.last = len(changes)

    def since(self, rev: int, until: int) -> list[Frame]:
        """Return the latest change of each message that changed after `rev`, as read at rev `until`."""
        latest = {self.message_of[change]: change for change in range(1, until + 1)}
        return [frame(change) for change in sorted(latest.values()) if change > rev]


@st.composite
def rooms_and_steps(draw: st.DrawFn) -> tuple[Room, list[tuple[str, int]]]:
    """A room, and steps of a process: it receives changes in any order, some repeatedly, or reads the database."""
    room = Room(draw(st.lists(st.integers(0, 8), min_size=1, max_size=20)))
    step = st.tuples(st.sampled_from(["receive", "receive", "receive", "read"]), st.integers(1, room.last))
    return room, draw(st.lists(step, max_size=60))


@given(rooms_and_steps(), st.integers(0, 20))
def test_lost_repeated_or_swapped_frames_still_lead_to_the_state_of_the_room(case, start):
    room, steps = case
    topic, out, begin = Topic(), [], min(start, room.last)
    for step, rev in steps[: len(steps) // 3]:
        assert topic.accept([frame(rev)] if step == "receive" else []) == [], "nothing is delivered before the snapshot"
    topic.set_baseline(begin, 0)
    out += topic.release_held()
    for step, rev in steps[len(steps) // 3 :]:
        out += topic.accept([frame(rev)]) if step == "receive" else topic.catch_up(room.since(topic.rev, rev), rev)
    out += topic.catch_up(room.since(topic.rev, room.last), room.last)
    assert revs(out) == sorted(set(revs(out))), "in order, none twice"
    final = {room.message_of[rev]: rev for rev in [*range(1, begin + 1), *revs(out)]}
    assert final == {room.message_of[rev]: rev for rev in range(1, room.last + 1)}
    assert topic.rev == room.last
    assert not topic.held


@given(st.permutations(range(1, 12)), st.lists(st.integers(1, 11), max_size=10))
def test_every_rev_is_delivered_once_and_in_order_when_nothing_is_lost(order, again):
    topic = started()
    out = [each for rev in [*order, *again] for each in topic.accept([frame(rev)])]
    assert revs(out) == list(range(1, 12))


@given(st.lists(st.booleans(), min_size=1, max_size=15))
def test_one_read_delivers_exactly_the_lost_messages(arrives):
    room, topic = Room(list(range(len(arrives)))), started()
    out = [each for rev, came in enumerate(arrives, 1) if came for each in topic.accept([frame(rev)])]
    out += topic.catch_up(room.since(topic.rev, room.last), room.last)
    assert revs(out) == list(range(1, room.last + 1))


def test_a_frame_without_a_rev_is_delivered_at_once():
    assert started(4).accept([Frame("typing")]) == [Frame("typing")]


def test_a_second_baseline_changes_nothing():
    topic = started(4)
    topic.set_baseline(9, 9)
    assert (topic.rev, topic.seq) == (4, 0)


def test_a_baseline_drops_older_held_frames_and_releases_the_next_one():
    topic = Topic()
    topic.accept([frame(6), frame(7), frame(5), frame(9)])
    topic.set_baseline(6, 3)
    assert revs(topic.release_held()) == [7]
    assert list(topic.held) == [9]


def test_the_seq_follows_the_newest_message_and_not_the_newest_change():
    topic = started()
    topic.accept([frame(1, seq=1), frame(2, seq=2), frame(3, seq=1)])
    assert (topic.rev, topic.seq) == (3, 2)
