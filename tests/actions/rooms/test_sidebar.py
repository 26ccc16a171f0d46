"""One's own sidebar: sections, the rooms in them, and their order."""

import pytest

from chat import conf
from chat.actions.rooms import rooms, sidebar
from chat.errors import ChatError, Conflict, Invalid, NotFound
from chat.models import Membership, User
from chat.protocol.sidebar import sidebar_payload
from chat.queries.rooms.sidebar import entries
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def sections(user):
    return [section.name for section in sidebar_payload(User.objects.get(pk=user.pk)).sections]


def where(user, room):
    (entry,) = entries(user.pk, lambda _: 0, [room.pk])
    return entry.favourite, entry.section, entry.place


def test_a_section_is_made_renamed_and_deleted_for_its_owner_alone(ada, bob, kitchen):
    with converging(ada, deaf=[bob]) as heard:
        made = sidebar.create_section(by=ada, name="  Work  ")
        sidebar.change_section(by=ada, section_id=made.id, name="Day job")
        sidebar.delete_section(by=ada, section_id=made.id)
    told = [[each["name"] for each in me["sidebar"]["sections"]] for me in heard.events(ada, "me:updated")]
    assert told == [["Work"], ["Day job"], []]
    assert sections(bob) == []


def test_sections_stand_in_the_order_that_their_owner_chose(ada):
    one, _, three = (sidebar.create_section(by=ada, name=name) for name in ("One", "Two", "Three"))
    sidebar.change_section(by=ada, section_id=three.id, place=0)
    sidebar.change_section(by=ada, section_id=one.id, place=40)
    assert sections(ada) == ["Three", "Two", "One"]


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * (conf.SECTION_NAME_LENGTH + 1), "a\ufffe"])
def test_a_name_that_shows_nothing_or_is_too_long_is_refused(ada, name):
    with pytest.raises(Invalid) as refusal:
        sidebar.create_section(by=ada, name=name)
    assert refusal.value.fields and refusal.value.fields.keys() == {"name"}


def test_two_sections_cannot_share_a_name(ada):
    work = sidebar.create_section(by=ada, name="Work")
    other = sidebar.create_section(by=ada, name="Other")
    with pytest.raises(Conflict):
        sidebar.create_section(by=ada, name="ＷＯＲＫ")
    with pytest.raises(Conflict):
        sidebar.change_section(by=ada, section_id=other.id, name="work")
    sidebar.change_section(by=ada, section_id=work.id, name="WORK")
    assert sections(ada) == ["WORK", "Other"]


def test_there_are_at_most_so_many_sections(ada, monkeypatch):
    monkeypatch.setattr(conf, "SECTIONS_PER_USER", 2)
    for name in ("One", "Two"):
        sidebar.create_section(by=ada, name=name)
    with pytest.raises(Conflict):
        sidebar.create_section(by=ada, name="Three")


def test_a_section_of_somebody_else_is_not_there(ada, bob, kitchen):
    theirs = sidebar.create_section(by=bob, name="Theirs")
    with pytest.raises(NotFound):
        sidebar.change_section(by=ada, section_id=theirs.id, name="Mine")
    with pytest.raises(NotFound):
        sidebar.place_room(by=ada, room_id=kitchen.pk, section=theirs.id)
    assert where(ada, kitchen) == (False, 0, 0)


def test_a_room_moves_into_a_section_and_among_the_favourites_and_back(ada, bob, kitchen):
    work = sidebar.create_section(by=ada, name="Work")
    with converging(ada, deaf=[bob]):
        sidebar.place_room(by=ada, room_id=kitchen.pk, section=work.id)
        sidebar.place_room(by=ada, room_id=kitchen.pk, favourite=True)
    assert where(ada, kitchen) == (True, work.id, 0)
    sidebar.place_room(by=ada, room_id=kitchen.pk, favourite=False)
    assert where(ada, kitchen) == (False, work.id, 0)
    assert where(bob, kitchen) == (False, 0, 0)


def test_the_same_place_again_is_not_announced(ada, kitchen):
    with converging(deaf=[ada]):
        sidebar.place_room(by=ada, room_id=kitchen.pk, favourite=False, section=0)


def test_the_rooms_of_a_deleted_section_are_in_none(ada, kitchen):
    work = sidebar.create_section(by=ada, name="Work")
    sidebar.place_room(by=ada, room_id=kitchen.pk, section=work.id)
    sidebar.delete_section(by=ada, section_id=work.id)
    assert where(ada, kitchen) == (False, 0, 0)


def test_rooms_are_put_in_order(ada, kitchen, pantry):
    with converging(ada, deaf=[]) as heard:
        sidebar.order_rooms(by=ada, room_ids=[pantry.pk, kitchen.pk])
    assert heard.events(ada, "room:places") == [{"places": {str(pantry.pk): 1, str(kitchen.pk): 2}}]
    assert (where(ada, pantry)[2], where(ada, kitchen)[2]) == (1, 2)
    assert set(Membership.objects.exclude(user=ada).values_list("place", flat=True)) == {0}


def test_a_room_of_others_cannot_be_put_in_order_or_moved(ada, eve, kitchen, pantry):
    with pytest.raises(NotFound):
        sidebar.order_rooms(by=eve, room_ids=[pantry.pk])
    for room, code in ((kitchen, "not_a_member"), (pantry, "not_found")):
        with pytest.raises(ChatError) as refusal:
            sidebar.place_room(by=eve, room_id=room.pk, favourite=True)
        assert refusal.value.code == code


def test_what_is_closed_and_hidden_is_remembered_without_sections_that_are_gone(ada):
    work = sidebar.create_section(by=ada, name="Work")
    sidebar.show(by=ada, collapsed=["rooms", work.id, 7], hide_read=True)
    shown = sidebar.show(by=ada)
    assert (shown.collapsed, shown.hide_read) == (["rooms", work.id], True)
    sidebar.delete_section(by=ada, section_id=work.id)
    assert sidebar.show(by=ada, hide_read=False).collapsed == ["rooms"]


def test_a_change_of_a_room_is_announced_with_as_few_entries_as_before(ada, bob, cy, kitchen):
    for user in (ada, bob):
        sidebar.place_room(by=user, room_id=kitchen.pk, favourite=True)
    sidebar.order_rooms(by=ada, room_ids=[kitchen.pk])
    with converging(ada, bob, cy) as heard:
        rooms.update(by=ada, room_id=kitchen.pk, topic="tea")
    assert all("favourite" not in entry for user in (ada, bob, cy) for entry in heard.events(user, "room:updated"))
    assert where(ada, kitchen) == (True, 0, 1)
