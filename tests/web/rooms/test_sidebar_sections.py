"""The sections of the sidebar as the server renders them."""

import json

import pytest

from chat.actions.rooms import rooms, sidebar
from chat.models import User
from chat.protocol.rooms import RoomPayload
from chat.protocol.sidebar import SidebarPayload
from chat.web.rooms.boot import boot
from chat.web.rooms.sidebar_sections import calling, sections
from tests.support.protocol import ROOM_FIELDS
from tests.support.rows import row_cases


@pytest.mark.parametrize("case", row_cases("sidebar_sections"), ids=lambda case: case["name"])
def test_the_rooms_are_where_the_script_puts_them(case):
    entries = [RoomPayload.model_validate_json(json.dumps(entry)) for entry in map(whole, case["rooms"])]
    found = sections(entries, SidebarPayload.model_validate_json(json.dumps(case["sidebar"])), case["openId"])
    told = [[section.key, [room.id for room in section.rooms], section.is_closed] for section in found]
    assert told == case["sections"]
    assert {str(room.id): calling(room) for room in entries if calling(room)} == case.get("calling", {})


def whole(entry):
    blank = RoomPayload(**ROOM_FIELDS | {"unread": 0, "mentions": 0, "last_message_at": None}).to_dict()
    return blank | {"favourite": False, "section": 0, "place": 0} | entry


@pytest.mark.django_db
def test_conversations_are_listed_by_their_latest_message(ada, bob, cy, kitchen, say):
    with_bob, with_cy = rooms.open_direct(by=ada, user_ids=[bob.pk])[0], rooms.open_direct(by=ada, user_ids=[cy.pk])[0]
    say(bob, with_bob, "news")
    found = {section.key: [room.id for room in section.rooms] for section in boot(ada, kitchen.pk).sections}
    assert found == {"favourites": [], "conversations": [with_bob.pk, with_cy.pk], "rooms": [kitchen.pk]}


@pytest.mark.django_db
def test_archived_rooms_are_listed_only_while_they_are_open(ada, kitchen, pantry):
    rooms.archive(by=ada, room_id=pantry.pk)
    listed = [[room.id for room in boot(ada, open_id).sections[-1].rooms] for open_id in (kitchen.pk, pantry.pk)]
    assert listed == [[kitchen.pk], [kitchen.pk, pantry.pk]]


@pytest.mark.django_db
def test_a_stored_sidebar_is_shown(ada, kitchen, pantry):
    work = sidebar.create_section(by=ada, name="Work")
    sidebar.place_room(by=ada, room_id=pantry.pk, section=work.id)
    sidebar.show(by=ada, collapsed=[work.id])
    shown = boot(User.objects.get(pk=ada.pk), kitchen.pk).sections[2]
    assert (shown.name, [room.id for room in shown.rooms], shown.is_closed) == ("Work", [pantry.pk], True)
