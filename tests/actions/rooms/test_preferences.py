import pytest

from chat.actions.rooms.preferences import set_notify
from chat.errors import NotAMember, NotFound
from chat.models import Kind, Notify
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


def test_a_members_choice_is_announced_to_them_alone():
    ada, ben = create_user("ada"), create_user("ben")
    room = create_room(ada, ben)
    set_notify(by=ben, room_id=room.pk, notify=Notify.MENTIONS)
    assert dict(room.memberships.values_list("user__username", "notify")) == {"ada": "all", "ben": "mentions"}


def test_only_members_can_choose():
    eve = create_user("eve")
    with pytest.raises(NotAMember):
        set_notify(by=eve, room_id=create_room(create_user("ada")).pk, notify=Notify.NONE)
    with pytest.raises(NotFound):
        set_notify(
            by=eve, room_id=create_room(create_user("ben"), name="Den", kind=Kind.PRIVATE).pk, notify=Notify.NONE
        )
