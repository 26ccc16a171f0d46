import pytest

from chat import conf
from chat.actions.moderation import actions as verbs
from chat.errors import Forbidden, NotAMember
from chat.models import ActionKind
from chat.queries.moderation import actions

pytestmark = pytest.mark.django_db


def mute(by, person, room=None):
    room_id = room.pk if room else None
    return verbs.act(by=by, kind=ActionKind.MUTE, user_id=person.pk, room_id=room_id, reason="Spam")


def ids(page):
    return [each.id for each in page.actions]


def test_moderators_see_what_was_done_in_their_rooms(sam, cy, bob, eve, kitchen):
    here, everywhere = mute(cy, bob, kitchen), mute(sam, bob)
    assert ids(actions.actions(sam)) == [everywhere.pk, here.pk]
    assert ids(actions.actions(cy)) == [here.pk]
    assert ids(actions.actions(cy, room_id=kitchen.pk)) == [here.pk]
    assert ids(actions.actions(sam, user_id=eve.pk)) == []
    with pytest.raises(Forbidden):
        actions.actions(bob, room_id=kitchen.pk)
    with pytest.raises(NotAMember):
        actions.actions(eve, room_id=kitchen.pk)
    with pytest.raises(Forbidden):
        actions.actions(eve)


def test_the_list_is_paged(monkeypatch, cy, bob, kitchen):
    monkeypatch.setattr(conf, "MODERATION_PAGE", 2)
    done = [mute(cy, bob, kitchen) for _ in range(3)]
    page = actions.actions(cy)
    assert (ids(page), page.next) == ([done[2].pk, done[1].pk], done[1].pk)
    assert ids(actions.actions(cy, before=page.next)) == [done[0].pk]


def test_a_person_reads_their_own_record(cy, bob, kitchen):
    action = mute(cy, bob, kitchen)
    [entry] = actions.record(bob.pk).actions
    assert (entry.id, entry.reason, entry.appealable) == (action.pk, "Spam", True)
    assert actions.record(cy.pk).actions == []
