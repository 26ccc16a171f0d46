import pytest

from chat.actions.rooms import rooms
from chat.models import Kind
from chat.queries.rooms import public_rooms
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


def online(room_id):
    return 3


def told(user, **page):
    return [(room.name, room.role) for room in public_rooms.public_rooms(user.pk, online, **page).rooms]


def test_open_public_rooms_are_sorted_by_name():
    ada, eve = create_user("ada"), create_user("eve")
    create_room(ada, name="Zoo")
    create_room(ada, eve, name="attic")
    create_room(ada, eve, name="Secret", kind=Kind.PRIVATE)
    rooms.archive(by=ada, room_id=create_room(ada, name="Old").pk)
    rooms.open_direct(by=ada, user_ids=[eve.pk])
    assert told(eve) == [("attic", "member"), ("Zoo", None)]


def test_a_page_continues_after_a_room_that_has_been_archived():
    ada = create_user("ada")
    for name in ("A", "B", "C"):
        create_room(ada, name=name)
    first = public_rooms.public_rooms(ada.pk, online, limit=2)
    rooms.archive(by=ada, room_id=first.next)
    assert told(ada, after=first.next) == [("C", "owner")]


def test_nothing_is_unread_for_a_visitor():
    create_room(create_user("ada"), name="Zoo")
    entry = public_rooms.public_rooms(create_user("eve").pk, online).rooms[0]
    assert (entry.unread, entry.read_seq, entry.online) == (0, entry.seq, 3)


def test_a_page_costs_the_same_however_many_rooms_it_has(django_assert_num_queries):
    ada, eve = create_user("ada"), create_user("eve")
    for number in range(10):
        create_room(ada, *([eve] if number % 2 else []), name=f"Room {number}")
    with django_assert_num_queries(3):
        public_rooms.public_rooms(eve.pk, online)
