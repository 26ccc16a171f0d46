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
    return [one.username for one in people.search(words, here).people]


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
        people.search(words, here)


def test_a_search_takes_one_query(django_assert_num_queries):
    for number in range(5):
        create_user(f"user{number}")
    with django_assert_num_queries(1):
        people.search("user", here)


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
    with django_assert_num_queries(2):
        people.members(ada.pk, room.pk, here)
