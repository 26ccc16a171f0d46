import uuid
from typing import Any

import pytest

from chat.access import by_token
from chat.actions.demo import load_test
from chat.actions.messages import messages, reactions
from chat.errors import Conflict
from chat.models import Membership, Message, Reaction, Room, SearchEntry, User
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def prepare(people: int = 6, rooms_each: int = 2, room_size: int = 3) -> list[load_test.Guest]:
    return load_test.prepare(people=people, rooms_each=rooms_each, room_size=room_size)


def test_each_person_is_in_so_many_rooms_of_so_many_members() -> None:
    guests = prepare()
    assert [len(guest.room_ids) for guest in guests] == [2] * 6
    assert {room.member_count for room in Room.objects.all()} == {3}
    for room in Room.objects.all():
        assert room.memberships.count() == 3
        assert room.memberships.filter(role="owner").count() == 1


def test_rooms_are_not_larger_than_the_number_of_people() -> None:
    assert prepare(people=1, rooms_each=3, room_size=200)[0].room_ids
    assert {room.member_count for room in Room.objects.all()} == {1}


def test_each_token_belongs_to_its_person_who_may_write_without_a_limit() -> None:
    guest = prepare()[0]
    user, _ = by_token(guest.token)
    assert user.username == guest.username
    for _ in range(40):
        messages.send(by=user, room_id=guest.room_ids[0], content="Hello", client_id=uuid.uuid4())


def test_people_and_rooms_are_removed_with_everything_in_them() -> None:
    guest = prepare()[0]
    user, _ = by_token(guest.token)
    sent = messages.send(by=user, room_id=guest.room_ids[0], content="Hello", client_id=uuid.uuid4())
    reactions.react(by=user, message_id=sent.message_id, emoji="👍", on=True)
    messages.edit(by=user, message_id=sent.message_id, content="Hello again")
    messages.send(by=user, room_id=guest.room_ids[0], content="Reply", client_id=uuid.uuid4(), reply_to=sent.message_id)
    assert load_test.remove() == 6
    for model in (User, Room, Membership, Message, Reaction, SearchEntry):
        assert not model.objects.exists()
    assert load_test.remove() == 0


def test_nobody_else_is_removed() -> None:
    ada = create_user("ada")
    alike = User.objects.create(username="loadtest-of-mine", username_key="loadtest-of-mine", password="!")
    prepare()
    load_test.remove()
    assert set(User.objects.all()) == {ada, alike}
    assert not load_test.has_leftovers()


def test_removing_takes_as_many_queries_with_more_messages(django_assert_max_num_queries: Any) -> None:
    for guest in prepare():
        user, _ = by_token(guest.token)
        messages.send(by=user, room_id=guest.room_ids[0], content="Hello", client_id=uuid.uuid4())
    with django_assert_max_num_queries(120):
        load_test.remove()


def test_people_of_an_earlier_test_are_not_mixed_with_new_ones() -> None:
    prepare()
    with pytest.raises(Conflict, match="--clean"):
        prepare()
    load_test.remove()
    prepare()
