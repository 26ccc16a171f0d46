import pytest

from chat.actions.rooms import rooms
from chat.models import Kind
from chat.queries.rooms import public_rooms
from tests.support.cast import person, room_of

pytestmark = pytest.mark.django_db


def online(room_id):
    return 3


def told(user, **page):
    return [(room.name, room.role) for room in public_rooms.public_rooms(user.pk, online, **page).rooms]


def test_open_public_rooms_are_sorted_by_name():
    ada, eve = person("ada"), person("eve")
    room_of(ada, name="Zoo")
    room_of(ada, eve, name="attic")
    room_of(ada, eve, name="Secret", kind=Kind.PRIVATE)
    rooms.archive(by=ada, room_id=room_of(ada, name="Old").pk)
    rooms.open_direct(by=ada, user_ids=[eve.pk])
    assert told(eve) == [("attic", "member"), ("Zoo", None)]


def test_a_page_continues_after_a_room_that_has_been_archived():
    ada = person("ada")
    for name in ("A", "B", "C"):
        room_of(ada, name=name)
    first = public_rooms.public_rooms(ada.pk, online, limit=2)
    rooms.archive(by=ada, room_id=first.next)
    assert told(ada, after=first.next) == [("C", "owner")]


def test_nothing_is_unread_for_a_visitor():
    room_of(person("ada"), name="Zoo")
    entry = public_rooms.public_rooms(person("eve").pk, online).rooms[0]
    assert (entry.unread, entry.read_seq, entry.online) == (0, entry.seq, 3)


def test_a_page_costs_the_same_however_many_rooms_it_has(django_assert_num_queries):
    ada, eve = person("ada"), person("eve")
    for number in range(10):
        room_of(ada, *([eve] if number % 2 else []), name=f"Room {number}")
    with django_assert_num_queries(2):
        public_rooms.public_rooms(eve.pk, online)
