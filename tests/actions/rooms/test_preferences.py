import pytest

from chat.actions.rooms.preferences import set_notify
from chat.errors import NotAMember, NotFound
from chat.models import Kind, Notify
from tests.support.cast import person, room_of

pytestmark = pytest.mark.django_db


def test_a_members_choice_is_announced_to_them_alone():
    ada, ben = person("ada"), person("ben")
    room = room_of(ada, ben)
    set_notify(by=ben, room_id=room.pk, notify=Notify.MENTIONS)
    assert dict(room.memberships.values_list("user__username", "notify")) == {"ada": "all", "ben": "mentions"}


def test_only_members_can_choose():
    eve = person("eve")
    with pytest.raises(NotAMember):
        set_notify(by=eve, room_id=room_of(person("ada")).pk, notify=Notify.NONE)
    with pytest.raises(NotFound):
        set_notify(by=eve, room_id=room_of(person("ben"), name="Den", kind=Kind.PRIVATE).pk, notify=Notify.NONE)
