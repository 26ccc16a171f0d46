"""Creating, changing and archiving rooms."""

import pytest
from django.db import IntegrityError

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
def test_a_new_room_is_owned_by_its_creator_and_announced_to_them_alone(ada, bob, kind):
    with converging(ada, deaf=[bob]) as heard:
        room = rooms.create(by=ada, name="  The   Café ", kind=kind, topic="coffee")
    assert heard.types(ada)[0] == "room:added"
    entry = heard.events(ada, "room:added")[0]
    assert (entry["name"], entry["topic"], entry["kind"], entry["role"]) == ("The Café", "coffee", kind, "owner")
    assert (entry["memberCount"], entry["unread"]) == (1, 0)
    assert last_line(room).extra["system"] == {"event": "created"}


@pytest.mark.parametrize("name", ["kitchen", "KITCHEN", "Ｋitchen", " Kitchen "])
def test_public_room_names_are_unique_in_any_case_and_width(ada, bob, kitchen, name):
    with converging(deaf=[ada, bob]), pytest.raises(Conflict) as refusal:
        rooms.create(by=bob, name=name)
    assert refusal.value.fields == {"name": "taken"}


@pytest.mark.parametrize(
    "action",
    [
        lambda ada, kitchen: rooms.create(by=ada, name="Den"),
        lambda ada, kitchen: rooms.update(by=ada, room_id=kitchen.pk, name="Den"),
        lambda ada, kitchen: rooms.archive(by=ada, room_id=kitchen.pk),
        lambda ada, kitchen: rooms.open_direct(
            by=ada, user_ids=[kitchen.memberships.exclude(user=ada).first().user_id]
        ),
    ],
    ids=["create", "update", "archive", "direct"],
)
def test_only_the_constraint_on_the_name_says_that_a_name_is_taken(ada, kitchen, monkeypatch, action):
    def fail(*args, **kwargs):
        raise IntegrityError("another constraint")

    monkeypatch.setattr(rooms, "write_system_line", fail)
    monkeypatch.setattr(rooms, "add_members", fail)
    with pytest.raises(IntegrityError, match="another constraint"):
        action(ada, kitchen)


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
def test_bad_values_of_a_room_are_refused_by_field(ada, values):
    with converging(deaf=[ada]), pytest.raises(Invalid) as refusal:
        rooms.create(by=ada, **values)
    assert set(refusal.value.fields) <= values.keys()
    assert not Room.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_concurrent_rooms_with_one_name_one_is_created():
    ada, bob = create_user("ada"), create_user("bob")
    made = run_in_parallel(lambda: rooms.create(by=ada, name="Lab"), lambda: rooms.create(by=bob, name="lab"))
    assert sorted(type(each).__name__ for each in made) == ["Conflict", "Room"]


# --- Direct


def test_a_direct_conversation_is_announced_to_all_its_people(ada, bob, cy, eve):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        room, made = rooms.open_direct(by=ada, user_ids=[bob.pk, cy.pk])
    assert made
    entry = heard.events(bob, "room:added")[0]
    assert [each["username"] for each in entry["members"]] == ["ada", "cyrus"]
    assert (entry["name"], entry["kind"], entry["unread"]) == ("Ada Lovelace, cyrus", "direct", 0)
    assert not Membership.objects.filter(room=room).exclude(role=Role.MEMBER).exists()


def test_a_direct_conversation_of_two_has_the_other_persons_name(ada, bob):
    with converging(ada, bob) as heard:
        rooms.open_direct(by=ada, user_ids=[bob.pk])
    assert heard.events(ada, "room:added")[0]["peer"]["id"] == bob.pk
    assert heard.events(bob, "room:added")[0]["peer"]["id"] == ada.pk
    assert "members" not in heard.events(bob, "room:added")[0]


def test_the_same_people_get_the_same_conversation_in_any_order(ada, bob, cy):
    room, _ = rooms.open_direct(by=ada, user_ids=[bob.pk, cy.pk])
    with converging(deaf=[ada, bob, cy]):
        assert rooms.open_direct(by=cy, user_ids=[ada.pk, bob.pk, bob.pk]) == (room, False)


def test_different_people_get_different_conversations(ada, bob, cy):
    assert rooms.open_direct(by=ada, user_ids=[bob.pk])[0] != rooms.open_direct(by=ada, user_ids=[bob.pk, cy.pk])[0]


@pytest.mark.parametrize("whom", ["nobody", "oneself", "too many"])
def test_the_number_of_people_in_a_conversation_is_limited(ada, whom):
    ids = {"nobody": [], "oneself": [ada.pk], "too many": range(ada.pk, ada.pk + conf.DIRECT_MEMBERS + 1)}[whom]
    with pytest.raises(Invalid) as refusal:
        rooms.open_direct(by=ada, user_ids=list(ids))
    assert "userIds" in refusal.value.fields


@pytest.mark.parametrize("whom", ["unknown", "deactivated"])
def test_a_conversation_with_unknown_or_inactive_people_is_refused(ada, bob, whom):
    bob.is_active = False
    bob.save()
    with converging(deaf=[ada]), pytest.raises(ChatError) as refusal:
        rooms.open_direct(by=ada, user_ids=[2**63 - 1 if whom == "unknown" else bob.pk])
    assert refusal.value.code == "not_found"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_start_one_conversation_at_once_get_one_room():
    ada, bob = create_user("ada"), create_user("bob")
    (one, made), (other, also_made) = run_in_parallel(
        lambda: rooms.open_direct(by=ada, user_ids=[bob.pk]), lambda: rooms.open_direct(by=bob, user_ids=[ada.pk])
    )
    assert one == other
    assert {made, also_made} == {True, False}
    assert Membership.objects.count() == 2


# --- Update


def test_a_new_name_and_topic_are_announced_with_a_system_line(ada, bob, cy, eve, kitchen):
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


def test_the_same_name_again_writes_no_line(ada, kitchen):
    before = Message.objects.count()
    rooms.update(by=ada, room_id=kitchen.pk, name="Kitchen", topic="")
    assert Message.objects.count() == before


def test_a_taken_name_is_refused_and_changes_nothing(ada, bob, kitchen):
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
def test_a_refused_change_of_a_room_says_why(ada, bob, eve, kitchen, pantry, who, room, code, change):
    by = {"ada": ada, "bob": bob, "eve": eve}[who]
    direct, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
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
def test_archiving_again_announces_nothing(ada, bob, kitchen, on):
    rooms.archive(by=ada, room_id=kitchen.pk, on=on)
    with converging(deaf=[ada, bob]):
        rooms.archive(by=ada, room_id=kitchen.pk, on=on)


def test_a_moderator_may_not_archive(cy, kitchen):
    with pytest.raises(ChatError) as refusal:
        rooms.archive(by=cy, room_id=kitchen.pk)
    assert refusal.value.code == "forbidden"


def test_staff_archive_any_room(ada, bob, cy, pantry):
    warden = create_user("warden")
    warden.is_staff = warden.is_superuser = True
    with converging(ada, bob, cy, deaf=[warden]):
        assert rooms.archive(by=warden, room_id=pantry.pk, as_staff=True).is_archived


def test_an_archived_room_cannot_be_renamed(ada, kitchen):
    rooms.archive(by=ada, room_id=kitchen.pk)
    with pytest.raises(ChatError) as refusal:
        rooms.update(by=ada, room_id=kitchen.pk, name="Ruin")
    assert refusal.value.code == "archived"


def test_a_default_room_cannot_be_archived(ada):
    hall = create_room(ada, name="Hall", is_default=True)
    with pytest.raises(Conflict):
        rooms.archive(by=ada, room_id=hall.pk)


def test_a_room_whose_name_has_been_taken_cannot_be_reopened(ada, bob, kitchen):
    rooms.archive(by=ada, room_id=kitchen.pk)
    rooms.create(by=bob, name="kitchen")
    with converging(deaf=[ada, bob]), pytest.raises(Conflict):
        rooms.archive(by=ada, room_id=kitchen.pk, on=False)


# --- Newcomers


def test_new_users_join_the_open_default_rooms_once(ada, bob, eve):
    hall = create_room(ada, bob, name="Hall", is_default=True)
    attic = create_room(ada, name="Attic", is_default=True)
    Room.objects.filter(pk=attic.pk).update(archived_at=attic.created_at)
    with converging(ada, bob, eve) as heard:
        rooms.join_default_rooms(eve)
        rooms.join_default_rooms(eve)
    assert [entry["id"] for entry in heard.events(eve, "room:added")] == [hall.pk]
    assert memberships.join(by=eve, room_id=hall.pk).role == "member"
