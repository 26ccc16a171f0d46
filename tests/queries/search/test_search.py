"""Search finds what a user may see, newest first, by words and filters."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import conf
from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.send import Send
from chat.actions.messages import reactions
from chat.actions.rooms import memberships, rooms
from chat.errors import TooLong
from chat.models import Kind, Message, Room
from chat.protocol.messages.encoded import cache
from chat.queries.search import search
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


def found(user, text, **more):
    return [each.message.payload.content for each in search.page(user, text, **more).results]


@pytest.fixture
def talk(ada, bob, cy, kitchen, pantry, say):
    say(ada, kitchen, "tea in the kitchen")
    say(bob, pantry, "tea in the pantry")
    direct = rooms.open_direct(by=ada, user_ids=[bob.pk])[0]
    say(ada, direct, "tea for two")


@pytest.mark.parametrize("most", [0, 200])
def test_people_find_messages_in_public_rooms_and_their_own(ada, cy, eve, talk, monkeypatch, most):
    """With and without the names of the rooms in the index query."""
    monkeypatch.setattr(conf, "SEARCH_ROOMS", most)
    assert found(ada, "tea") == ["tea for two", "tea in the pantry", "tea in the kitchen"]
    assert found(cy, "tea") == ["tea in the pantry", "tea in the kitchen"]
    assert found(eve, "tea") == ["tea in the kitchen"]


def test_a_former_member_finds_nothing_in_a_private_room(bob, pantry, talk):
    memberships.leave(by=bob, room_id=pantry.pk)
    assert found(bob, "pantry") == []
    assert search.page(bob, "in:pantry tea").unknown == ["in:pantry"]


def test_hidden_messages_take_no_place_on_a_page(ada, bob, eve, kitchen, pantry, say, monkeypatch):
    monkeypatch.setattr(conf, "SEARCH_ROOMS", 0)
    say(ada, kitchen, "tea, long ago")
    for number in range(5):
        say(bob, pantry, f"tea {number}")
    answer = search.page(eve, "tea", limit=1)
    assert ([each.message.payload.content for each in answer.results], answer.next) == (["tea, long ago"], None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tea from:bob", ["tea in the pantry"]),
        ("from:@BOB from:me tea", ["tea for two", "tea in the pantry", "tea in the kitchen"]),
        ('from:"ada lovelace" in:kitchen', ["tea in the kitchen"]),
        ("in:#Kitchen in:pantry", ["tea in the pantry", "tea in the kitchen"]),
        ("in:@bob", ["tea for two"]),
        ("tea -kitchen -two", ["tea in the pantry"]),
        ('"the tea"', []),
        ("from:nobody tea", []),
        ("in:nowhere tea", []),
        ("in:@eve tea", []),
        ("has:link", []),
        ("has:file tea", []),
        ("has:image", []),
        ("before:2000-01-01 tea", []),
        ("after:2000-01-01 two", ["tea for two"]),
        ("after:9999-12-31 before:0001-01-01 on:9999-12-31", []),
        ("", []),
        ("-tea", []),
        ("% _", []),
    ],
)
def test_filters_narrow_what_is_found(ada, talk, text, expected):
    assert found(ada, text) == expected


@pytest.mark.parametrize("name", ['"the cafe"', "#the-cafe", "ＴＨＥ-ＣＡＦＥ", '"thé café"', "the-café"])
def test_the_name_of_a_room_is_folded_as_words_are(ada, say, name):
    cafe = create_room(ada, name="The Café", topic="breakfast")
    say(ada, cafe, "tea in the café")
    assert found(ada, f"in:{name} tea") == ["tea in the café"]
    assert search.page(ada, "in:breakfast tea").unknown == ["in:breakfast"]


def test_a_room_is_found_by_its_id_too(ada, bob, talk):
    direct = Room.objects.get(kind=Kind.DIRECT)
    assert found(ada, f"in:{direct.pk} tea") == ["tea for two"]


def test_filters_with_unknown_names_are_reported(ada, talk):
    assert search.page(ada, "from:nobody in:nowhere in:kitchen tea").unknown == ["from:nobody", "in:nowhere"]


def test_messages_with_reactions_are_found(ada, bob, talk):
    message = Message.objects.get(content="tea in the pantry")
    reactions.react(by=bob, message_id=message.pk, emoji="👍", on=True)
    assert found(ada, "has:reaction") == ["tea in the pantry"]


def test_days_are_in_the_readers_time_zone(ada, kitchen, say):
    say(ada, kitchen, "late tea")
    Message.objects.filter(content="late tea").update(created_at=datetime(2026, 1, 31, 17, tzinfo=UTC))
    assert found(ada, "on:2026-01-31 tea") == ["late tea"]
    ada.time_zone = "Asia/Shanghai"
    assert found(ada, "on:2026-01-31 tea") == []
    assert found(ada, "on:2026-02-01 tea") == found(ada, "after:2026-01-31 tea") == ["late tea"]


def test_pages_contain_every_match_once(ada):
    attic = create_room(ada, name="Attic", is_unlimited=True)
    commit([Send(ada.pk, attic.pk, f"tea {number}", uuid.uuid4()) for number in range(7)])
    met, before = [], None
    while True:
        answer = search.page(ada, "tea", before=before, limit=3)
        met += [each.message.payload.content for each in answer.results]
        if answer.next is None:
            break
        before = int(answer.next)
    assert met == [f"tea {number}" for number in reversed(range(7))]


def test_a_page_ends_before_the_answer_becomes_too_large(ada, monkeypatch):
    attic = create_room(ada, name="Attic", is_unlimited=True)
    commit([Send(ada.pk, attic.pk, f"tea {number}", uuid.uuid4()) for number in range(4)])
    monkeypatch.setattr(conf, "ANSWER_BYTES", 1_300)
    answer = search.page(ada, "tea")
    assert len(answer.results) == 2 and answer.next
    assert found(ada, "tea", before=int(answer.next)) == ["tea 1", "tea 0"]


def test_a_result_has_its_room_and_an_excerpt(ada, talk):
    [result] = search.page(ada, "pantry").results
    assert (result.room.name, result.room.kind) == ("Pantry", "private")
    assert result.snippet == [("tea in the ", False), ("pantry", True)]


def test_a_search_that_is_too_long_is_refused(ada):
    with pytest.raises(TooLong):
        search.page(ada, "x" * (conf.SEARCH_LENGTH + 1))


def test_the_number_of_queries_does_not_depend_on_the_matches(ada, bob):
    attic = create_room(ada, bob, name="Attic", is_unlimited=True)
    commit([Send(ada.pk, attic.pk, f"tea {'one' if number == 3 else ''}", uuid.uuid4()) for number in range(12)])

    def cost(text):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            search.page(ada, text).to_dict()
        return len(queries)

    assert cost("tea") == cost("one") == 6


def test_a_person_in_more_rooms_than_the_index_query_names_finds_the_same(monkeypatch):
    monkeypatch.setattr(conf, "SEARCH_ROOMS", 2)
    ada = create_user("ada")
    made = [create_room(ada, name=f"Room {number}", kind=Kind.PRIVATE) for number in range(4)]
    commit([Send(ada.pk, room.pk, f"tea in {room.name}", uuid.uuid4()) for room in made])
    assert len(found(ada, "tea")) == 4
