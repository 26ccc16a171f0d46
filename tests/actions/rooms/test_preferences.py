import pytest

from chat.actions.rooms.preferences import set_notify
from chat.errors import NotAMember, NotFound
from chat.models import Kind, Notify
from tests.support.cast import person, room_of

pytestmark = pytest.mark.django_db


def test_a_member_chooses_for_oneself():
    ada, ben = person("ada"), person("ben")
    room = room_of(ada, ben)
    set_notify(by=ben, room_id=room.pk, notify=Notify.MENTIONS)
    assert dict(room.memberships.values_list("user__username", "notify")) == {"ada": "all", "ben": "mentions"}


def test_who_is_no_member_has_nothing_to_choose():
    eve = person("eve")
    with pytest.raises(NotAMember):
        set_notify(by=eve, room_id=room_of(person("ada")).pk, notify=Notify.NONE)
    with pytest.raises(NotFound):
        set_notify(by=eve, room_id=room_of(person("ben"), name="Den", kind=Kind.PRIVATE).pk, notify=Notify.NONE)
