"""Making, changing and closing rooms."""

import pytest

from chat import conf
from chat.actions.rooms import memberships, rooms
from chat.errors import ChatError, Conflict, Invalid
from chat.models import Kind, Membership, Message, Role, Room
from tests.support.convergence import converging
from tests.support.factories import create_room, create_user
from tests.support.parallel import run_in_parallel

pytestmark = pytest.mark.django_db


def last_line(room):
    return Message.objects.filter(room=room).latest("seq")


# --- Create


@pytest.mark.parametrize("kind", [Kind.PUBLIC, Kind.PRIVATE])
def test_a_room_is_owned_by_its_maker_who_alone_hears_of_it(ada, bob, kind):
    with converging(ada, deaf=[bob]) as heard:
        room = rooms.create(by=ada, name="  The   Café ", kind=kind, topic="coffee")
    assert heard.types(ada)[0] == "room:added"
    entry = heard.events(ada, "room:added")[0]
    assert (entry["name"], entry["topic"], entry["kind"], entry["role"]) == ("The Café", "coffee", kind, "owner")
    assert (entry["memberCount"], entry["unread"]) == (1, 0)
    assert last_line(room).extra["system"] == {"event": "created"}


@pytest.mark.parametrize("name", ["kitchen", "KITCHEN", "Ｋitchen", " Kitchen "])
def test_two_public_rooms_have_no_equal_names_however_written(ada, bob, kitchen, name):
    with converging(deaf=[ada, bob]), pytest.raises(Conflict) as refusal:
        rooms.create(by=bob, name=name)
    assert refusal.value.fields == {"name": "taken"}


def test_private_rooms_may_have_any_name(ada, bob, kitchen):
    rooms.create(by=bob, name="Kitchen", kind=Kind.PRIVATE)
    rooms.create(by=ada, name="Kitchen", kind=Kind.PRIVATE)


REFUSED = {
    "no name": {"name": ""},
    "blanks": {"name": "  "},
    "a zero-width space": {"name": "\u200b"},
    "a hidden character": {"name": "Kit\u200bchen"},
    "a name turned round": {"name": "\u202enehctik"},
    "a lone surrogate": {"name": "a\ud800"},
    "a NUL": {"name": "a\x00b"},
    "a reserved name": {"name": "Everyone"},
    "a long name": {"name": "x" * (conf.ROOM_NAME_LENGTH + 1)},
    "a long topic": {"name": "ok", "topic": "x" * (conf.TOPIC_LENGTH + 1)},
    "a NUL in the topic": {"name": "ok", "topic": "a\x00b"},
    "a direct room": {"name": "ok", "kind": Kind.DIRECT},
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_a_room_is_refused_by_field(ada, values):
    with converging(deaf=[ada]), pytest.raises(Invalid) as refusal:
        rooms.create(by=ada, **values)
    assert set(refusal.value.fields) <= values.keys()
    assert not Room.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_a_room_of_one_name_at_once_one_makes_it():
    ada, bob = create_user("ada"), create_user("bob")
    made = run_in_parallel(lambda: rooms.create(by=ada, name="Lab"), lambda: rooms.create(by=bob, name="lab"))
    assert sorted(type(each).__name__ for each in made) == ["Conflict", "Room"]


# --- Direct


def test_a_direct_conversation_is_made_for_all_its_people(ada, bob, cy, eve):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        room, made = rooms.direct(by=ada, user_ids=[bob.pk, cy.pk])
    assert made
    entry = heard.events(bob, "room:added")[0]
    assert [each["username"] for each in entry["members"]] == ["ada", "cyrus"]
    assert (entry["name"], entry["kind"], entry["unread"]) == ("Ada Lovelace, cyrus", "direct", 0)
    assert not Membership.objects.filter(room=room).exclude(role=Role.MEMBER).exists()


def test_a_direct_conversation_of_two_is_called_after_the_other(ada, bob):
    with converging(ada, bob) as heard:
        rooms.direct(by=ada, user_ids=[bob.pk])
    assert heard.events(ada, "room:added")[0]["peer"]["id"] == bob.pk
    assert heard.events(bob, "room:added")[0]["peer"]["id"] == ada.pk
    assert "members" not in heard.events(bob, "room:added")[0]


def test_the_same_people_find_their_conversation_again_whoever_asks_and_in_whatever_order(ada, bob, cy):
    room, _ = rooms.direct(by=ada, user_ids=[bob.pk, cy.pk])
    with converging(deaf=[ada, bob, cy]):
        assert rooms.direct(by=cy, user_ids=[ada.pk, bob.pk, bob.pk]) == (room, False)


def test_other_people_have_another_conversation(ada, bob, cy):
    assert rooms.direct(by=ada, user_ids=[bob.pk])[0] != rooms.direct(by=ada, user_ids=[bob.pk, cy.pk])[0]


@pytest.mark.parametrize("whom", ["nobody", "oneself", "too many"])
def test_a_direct_conversation_has_two_to_so_many_people(ada, whom):
    ids = {"nobody": [], "oneself": [ada.pk], "too many": range(ada.pk, ada.pk + conf.DIRECT_MEMBERS + 1)}[whom]
    with pytest.raises(Invalid) as refusal:
        rooms.direct(by=ada, user_ids=list(ids))
    assert "userIds" in refusal.value.fields


@pytest.mark.parametrize("whom", ["unknown", "deactivated"])
def test_nobody_talks_to_who_is_not_there(ada, bob, whom):
    bob.is_active = False
    bob.save()
    with converging(deaf=[ada]), pytest.raises(ChatError) as refusal:
        rooms.direct(by=ada, user_ids=[2**63 - 1 if whom == "unknown" else bob.pk])
    assert refusal.value.code == "not_found"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_start_the_same_conversation_at_once_both_get_the_same_room():
    ada, bob = create_user("ada"), create_user("bob")
    (one, made), (other, also_made) = run_in_parallel(
        lambda: rooms.direct(by=ada, user_ids=[bob.pk]), lambda: rooms.direct(by=bob, user_ids=[ada.pk])
    )
    assert one == other
    assert {made, also_made} == {True, False}
    assert Membership.objects.count() == 2


# --- Update


def test_a_new_name_and_topic_are_said_and_shown(ada, bob, cy, eve, kitchen):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        rooms.update(by=cy, room_id=kitchen.pk, name="Canteen", topic="Soup")
    assert heard.types(bob) == ["chat:message", "chat:message", "room:updated"]
    entry = heard.events(bob, "room:updated")[0]
    assert (entry["name"], entry["slug"], entry["topic"]) == ("Canteen", "canteen", "Soup")
    assert [line["system"] for line in heard.events(bob, "chat:message")] == [
        {"event": "renamed", "name": "Canteen"},
        {"event": "topic", "topic": "Soup"},
    ]


def test_a_topic_is_cleared(ada, bob, cy, kitchen):
    rooms.update(by=ada, room_id=kitchen.pk, topic="Soup")
    with converging(ada, bob, cy):
        assert rooms.update(by=ada, room_id=kitchen.pk, topic="").topic == ""


def test_the_same_name_again_says_nothing(ada, kitchen):
    before = Message.objects.count()
    rooms.update(by=ada, room_id=kitchen.pk, name="Kitchen", topic="")
    assert Message.objects.count() == before


def test_a_name_that_is_taken_leaves_the_room_as_it_was(ada, bob, kitchen):
    den = create_room(ada, bob, name="Den")
    with converging(deaf=[ada, bob]), pytest.raises(Conflict):
        rooms.update(by=ada, room_id=den.pk, topic="new", name="KITCHEN")
    den.refresh_from_db()
    assert (den.name, den.topic) == ("Den", "")


@pytest.mark.parametrize(
    ("who", "room", "code"),
    [
        ("bob", "kitchen", "forbidden"),
        ("eve", "kitchen", "not_a_member"),
        ("eve", "pantry", "not_found"),
        ("ada", "direct", "forbidden"),
        ("ada", "nowhere", "not_found"),
    ],
)
@pytest.mark.parametrize("change", ["rename", "archive"])
def test_who_may_not_change_a_room_is_told_why(ada, bob, eve, kitchen, pantry, who, room, code, change):
    by = {"ada": ada, "bob": bob, "eve": eve}[who]
    direct, _ = rooms.direct(by=ada, user_ids=[bob.pk])
    room_id = {"kitchen": kitchen.pk, "pantry": pantry.pk, "direct": direct.pk, "nowhere": 2**63 - 1}[room]
    with converging(deaf=[ada, bob, eve]), pytest.raises(ChatError) as refusal:
        if change == "rename":
            rooms.update(by=by, room_id=room_id, name="Mine")
        else:
            rooms.archive(by=by, room_id=room_id)
    assert refusal.value.code == code


# --- Archive


def test_an_owner_archives_and_reopens_a_room(ada, bob, cy, eve, kitchen):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        rooms.archive(by=ada, room_id=kitchen.pk)
    assert heard.events(bob, "room:updated")[0]["archived"] is True
    with converging(ada, bob, cy) as heard:
        rooms.archive(by=ada, room_id=kitchen.pk, on=False)
    assert heard.events(bob, "room:updated")[0]["archived"] is False


@pytest.mark.parametrize("on", [True, False])
def test_the_same_state_again_tells_nobody(ada, bob, kitchen, on):
    rooms.archive(by=ada, room_id=kitchen.pk, on=on)
    with converging(deaf=[ada, bob]):
        rooms.archive(by=ada, room_id=kitchen.pk, on=on)


def test_a_moderator_does_not_archive(cy, kitchen):
    with pytest.raises(ChatError) as refusal:
        rooms.archive(by=cy, room_id=kitchen.pk)
    assert refusal.value.code == "forbidden"


def test_the_administration_archives_any_room(ada, bob, cy, pantry):
    warden = create_user("warden")
    warden.is_staff = True
    with converging(ada, bob, cy, deaf=[warden]):
        assert rooms.archive(by=warden, room_id=pantry.pk, as_staff=True).is_archived


def test_an_archived_room_is_not_renamed(ada, kitchen):
    rooms.archive(by=ada, room_id=kitchen.pk)
    with pytest.raises(ChatError) as refusal:
        rooms.update(by=ada, room_id=kitchen.pk, name="Ruin")
    assert refusal.value.code == "archived"


def test_the_newcomers_room_is_not_archived(ada):
    hall = create_room(ada, name="Hall", is_default=True)
    with pytest.raises(Conflict):
        rooms.archive(by=ada, room_id=hall.pk)


def test_a_room_whose_name_was_taken_meanwhile_is_not_reopened(ada, bob, kitchen):
    rooms.archive(by=ada, room_id=kitchen.pk)
    rooms.create(by=bob, name="kitchen")
    with converging(deaf=[ada, bob]), pytest.raises(Conflict):
        rooms.archive(by=ada, room_id=kitchen.pk, on=False)


# --- Newcomers


def test_newcomers_are_let_into_the_open_default_rooms_once(ada, bob, eve):
    hall = create_room(ada, bob, name="Hall", is_default=True)
    attic = create_room(ada, name="Attic", is_default=True)
    Room.objects.filter(pk=attic.pk).update(archived_at=attic.created_at)
    with converging(ada, bob, eve) as heard:
        rooms.admit(eve)
        rooms.admit(eve)
    assert [entry["id"] for entry in heard.events(eve, "room:added")] == [hall.pk]
    assert memberships.join(by=eve, room_id=hall.pk).role == "member"
