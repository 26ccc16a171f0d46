from uuid import uuid4

import pytest

from chat import conf
from chat.actions.messages import messages
from chat.actions.moderation import actions
from chat.actions.rooms import memberships
from chat.errors import Invalid
from chat.queries import long_poll
from tests.support.factories import create_room, create_user


def online(room_id):
    return 0


@pytest.mark.parametrize("text, known", [("", {}), ("7:41", {7: 41}), ("7:41,9:0", {7: 41, 9: 0})])
def test_known_revs_are_parsed_by_room(text, known):
    assert long_poll.parse_known_revs(text) == known


@pytest.mark.parametrize("text", ["7", "7:", ":", ",", "7:1,", "7:1,7:1", "a:1", "7:-1", "²:1", "7:1 ", f"{2**63}:1"])
def test_any_other_form_is_refused(text):
    with pytest.raises(Invalid):
        long_poll.parse_known_revs(text)


def test_the_number_of_named_rooms_is_limited():
    text = ",".join(f"{number}:1" for number in range(1, conf.POLL_ROOMS_NAMED + 1))
    assert len(long_poll.parse_known_revs(text)) == conf.POLL_ROOMS_NAMED
    with pytest.raises(Invalid):
        long_poll.parse_known_revs(f"{text},9999:1")


@pytest.mark.django_db
class TestSince:
    def test_rooms_at_their_known_rev_yield_nothing_and_take_no_query(self, django_assert_num_queries):
        ada = create_user("ada")
        with django_assert_num_queries(0):
            assert long_poll.updates_since(ada.pk, {7: 3}, {7: 3}, online).rooms == []

    def test_only_changed_rooms_are_returned(self):
        ada = create_user("ada")
        quiet, loud = create_room(ada, name="Quiet"), create_room(ada, name="Loud")
        messages.send(by=ada, room_id=loud.pk, content="x", client_id=uuid4())
        revs = {quiet.pk: quiet.last_rev, loud.pk: loud.last_rev + 1}
        found = long_poll.updates_since(ada.pk, revs, {quiet.pk: quiet.last_rev, loud.pk: loud.last_rev}, online)
        assert ([room.name for room in found.rooms], list(found.changes)) == (["Loud"], [loud.pk])

    def test_a_room_whose_read_mark_moved_is_returned_without_a_change(self):
        ada = create_user("ada")
        room = create_room(ada, name="Quiet")
        revs = {room.pk: room.last_rev}
        found = long_poll.updates_since(ada.pk, revs, revs, online, {room.pk})
        assert ([entry.id for entry in found.rooms], found.changes[room.pk].messages) == ([room.pk], [])

    def test_room_positions_take_one_query(self, django_assert_num_queries):
        ada, ben = create_user("ada"), create_user("ben")
        rooms = [create_room(ada, ben, name=name) for name in ("One", "Two")]
        for room in rooms:
            room.refresh_from_db()
        messages.send(by=ada, room_id=rooms[0].pk, content="x", client_id=uuid4())
        with django_assert_num_queries(1):
            standing = long_poll.room_positions(ben.pk)
        assert standing == {
            rooms[0].pk: (rooms[0].last_rev + 1, rooms[0].last_seq + 1, rooms[0].last_seq),
            rooms[1].pk: (rooms[1].last_rev, rooms[1].last_seq, rooms[1].last_seq),
        }

    @pytest.mark.parametrize("kind", ["public", "private"])
    def test_of_the_rooms_that_are_gone_those_are_named_from_which_a_moderator_removed_the_reader(self, kind):
        ada, ben = create_user("ada"), create_user("ben")
        left, removed, kicked = (create_room(ada, ben, kind=kind, name=name) for name in ("a", "b", "c"))
        memberships.leave(by=ben, room_id=left.pk)
        memberships.remove(by=ada, room_id=removed.pk, user_id=ben.pk)
        actions.act(by=ada, kind="kick", user_id=ben.pk, room_id=kicked.pk, reason="shouts")
        rooms = [left.pk, removed.pk, kicked.pk]
        found = long_poll.updates_since(ben.pk, {}, dict.fromkeys(rooms, 0), online)
        assert (found.gone, found.removed) == (sorted(rooms), [removed.pk, kicked.pk])
        assert long_poll.updates_since(ben.pk, {}, {left.pk: 0}, online).removed is None

    def test_a_room_that_is_left_at_this_moment_is_skipped(self):
        ada, ben = create_user("ada"), create_user("ben")
        room = create_room(ada, ben, kind="private")
        memberships.leave(by=ben, room_id=room.pk)
        found = long_poll.updates_since(ben.pk, {room.pk: room.last_rev}, {}, online)
        assert (found.rooms, found.changes) == ([], {})
