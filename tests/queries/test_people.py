from datetime import UTC, datetime

import pytest

from chat.actions.rooms import memberships
from chat.errors import Invalid, NotFound
from chat.models import Kind, User
from chat.queries import people
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


def here(user_id):
    return "online"


def found(words):
    return [one.username for one in people.search(0, words, here).people]


def test_names_that_begin_with_the_search_come_first():
    create_user("amy", display_name="Amy Lee")
    create_user("leo")
    create_user("emilee", display_name="Emilee")
    create_user("bob", display_name="Lea")
    assert found("le") == ["bob", "leo", "amy", "emilee"]


def test_names_are_found_in_any_case_and_width():
    create_user("Müller", display_name="Jörg Müller")
    create_user("wang", display_name="王小明")
    assert found("MÜLLER") == ["Müller"]
    assert found("ｗａｎｇ") == ["wang"]
    assert found("小明") == ["wang"]


def test_names_are_found_without_accents_and_in_any_order_of_their_words():
    create_user("sofi", display_name="Sofía García")
    create_user("lukas", display_name="Łukasz Đặng")
    for words, usernames in {
        "sofia": ["sofi"],
        "GARC": ["sofi"],
        "garcia sofia": ["sofi"],
        "łukasz": ["lukas"],
        "dang": ["lukas"],
    }.items():
        assert found(words) == usernames, words


def test_one_wrong_letter_finds_a_name_if_nothing_else_does():
    create_user("sofia", display_name="Sofía García")
    for words in ("saf", "sfia", "soffia", "garzia"):
        assert found(words) == ["sofia"], words
    create_user("safi")
    assert found("saf") == ["safi"]
    assert found("xofia") == found("zz") == []


@pytest.mark.parametrize("words", ["!", "???", "\u064e", "🏽"])
def test_a_search_of_which_no_letter_remains_finds_nobody(words):
    create_user("ada")
    assert found(words) == []


def test_an_empty_search_returns_the_first_active_people():
    for number in range(25):
        create_user(f"user{number:02}")
    User.objects.filter(username="user00").update(is_active=False)
    assert found(" ") == [f"user{number:02}" for number in range(1, 21)]


@pytest.mark.parametrize("words", ["%", "_", "a%", "%a", "' OR 1=1 --", "\\"])
def test_wildcards_in_a_search_are_literal(words):
    create_user("ada")
    assert found(words) == []


@pytest.mark.parametrize("words", ["a\0", "\ud800", "\uffff"])
def test_characters_that_no_name_has_are_refused(words):
    with pytest.raises(Invalid):
        people.search(0, words, here)


def test_a_search_takes_two_queries(django_assert_num_queries):
    for number in range(5):
        create_user(f"user{number}")
    reader = User.objects.get(username="user1")
    with django_assert_num_queries(2):
        people.search(reader.pk, "user", here)


def presence_of(list_of_people):
    return {one.username: (one.status, one.last_seen_at) for one in list_of_people}


def test_only_people_who_share_a_room_see_when_somebody_is_here_or_was():
    ada, ben, eve = (create_user(name) for name in ("ada", "ben", "eve"))
    noon = datetime(2030, 1, 1, 12, tzinfo=UTC)
    User.objects.update(last_seen_at=noon)
    kitchen = create_room(ada, ben)
    assert presence_of(people.search(ada.pk, "", here).people) == {
        "ada": ("online", noon),
        "ben": ("online", noon),
        "eve": ("offline", None),
    }
    assert set(presence_of(people.members(eve.pk, kitchen.pk, here).members).values()) == {("offline", None)}
    assert set(presence_of(people.members(ada.pk, kitchen.pk, here).members).values()) == {("online", noon)}


def test_a_visitor_finds_only_people_they_know_among_those_who_are_here():
    ada, ben, eve = (create_user(name) for name in ("ada", "ben", "eve"))
    kitchen = create_room(ada, ben)
    create_room(ben, eve, name="Garden")
    page = people.members(eve.pk, kitchen.pk, here, members_here=lambda room_id: {ada.pk, ben.pk})
    assert [member.username for member in page.members] == ["ben"]


def test_members_are_paged_even_after_the_last_one_has_left():
    ada, ben, cyd = (create_user(name) for name in ("ada", "ben", "cyd"))
    room = create_room(ada, ben, cyd)
    first = people.members(ada.pk, room.pk, here, limit=2)
    assert ([member.username for member in first.members], first.next) == (["ada", "ben"], ben.pk)
    memberships.leave(by=ben, room_id=room.pk)
    rest = people.members(ada.pk, room.pk, here, after=first.next, limit=2)
    assert ([member.username for member in rest.members], rest.next) == (["cyd"], None)


def test_only_members_see_the_members_of_a_private_room():
    room = create_room(create_user("ada"), kind=Kind.PRIVATE)
    with pytest.raises(NotFound):
        people.members(create_user("eve").pk, room.pk, here)


def test_members_take_a_fixed_number_of_queries(django_assert_num_queries):
    ada = create_user("ada")
    room = create_room(ada, *(create_user(f"user{number}") for number in range(5)))
    with django_assert_num_queries(3):
        people.members(ada.pk, room.pk, here)
