"""The rows that a batch works on."""

import pytest

from chat.actions.changes.allowance import Allowance
from chat.actions.changes.mentions import Texts
from chat.actions.changes.reading import lock_rooms, memberships_with_users
from chat.actions.changes.work import Work
from chat.errors import NotAMember, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(ada, kitchen, pantry):
    work = Work(Allowance([]), Texts([]), {})
    work.rooms = lock_rooms([kitchen.pk, pantry.pk]).run()
    work.memberships = memberships_with_users([ada.pk], work.rooms).run()
    return work


def test_a_membership_comes_with_the_locked_room(work, ada, kitchen):
    assert work.membership(ada.pk, kitchen.pk).room is work.rooms[kitchen.pk]


def test_users_who_are_in_no_room_are_refused(work, eve, kitchen, pantry):
    with pytest.raises(NotAMember):
        work.membership(eve.pk, kitchen.pk)
    for room_id in (pantry.pk, 999_999):
        with pytest.raises(NotFound):
            work.membership(eve.pk, room_id)


def test_a_recorded_change_takes_the_next_rev_and_keeps_its_frame(work, ada, kitchen, say):
    message = say(ada, kitchen)
    rev = work.rooms[kitchen.pk].last_rev
    for number in (1, 2):
        work.record(message, only_rev=number == 1)
        assert message.rev == rev + number
    assert [frame.rev for frame in work.timelines[kitchen.pk]] == [rev + 1, rev + 2]
    assert work.rewritten == {message.pk}


def test_a_rewritten_message_keeps_its_rev_and_makes_no_frame(work, ada, kitchen, say):
    message = say(ada, kitchen)
    rev = message.rev
    work.rewrite(message)
    assert (message.rev, work.timelines, work.changed, work.rewritten) == (rev, {}, {message.pk: message}, {message.pk})
