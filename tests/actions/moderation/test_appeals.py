import pytest

from chat.actions.moderation import actions, appeals
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import ActionKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def mute(cy, bob, kitchen):
    return actions.act(by=cy, kind=ActionKind.MUTE, user_id=bob.pk, room_id=kitchen.pk, reason="Spam")


def test_the_person_appeals_once(mute, ada, bob):
    with pytest.raises(NotFound):
        appeals.appeal(by=ada, action_id=mute.pk, text="Let them")
    with pytest.raises(Invalid):
        appeals.appeal(by=bob, action_id=mute.pk, text=" ")
    assert appeals.appeal(by=bob, action_id=mute.pk, text="It was a joke").appeal == "It was a joke"
    with pytest.raises(Conflict):
        appeals.appeal(by=bob, action_id=mute.pk, text="Please")


def test_another_moderator_than_the_first_answers(mute, ada, bob, cy):
    with pytest.raises(Conflict):
        appeals.reject(by=ada, action_id=mute.pk, answer="No")
    appeals.appeal(by=bob, action_id=mute.pk, text="It was a joke")
    for person in (cy, bob):
        with pytest.raises(Forbidden):
            appeals.reject(by=person, action_id=mute.pk, answer="No")
    assert appeals.reject(by=ada, action_id=mute.pk, answer="No").answered_by == ada
    with pytest.raises(Conflict):
        appeals.reject(by=ada, action_id=mute.pk, answer="Still no")


def test_an_appeal_in_a_room_that_one_cannot_see_is_not_there(cy, bob, eve, pantry):
    mute = actions.act(by=cy, kind=ActionKind.MUTE, user_id=bob.pk, room_id=pantry.pk, reason="Spam")
    for action_id in (mute.pk, mute.pk + 1000):
        with pytest.raises(NotFound):
            appeals.reject(by=eve, action_id=action_id, answer="No")
