"""A person whom a stranger adds to a room is asked first."""

import pytest

from chat import conf
from chat.actions.people import preferences
from chat.actions.rooms import invitations, memberships, rooms
from chat.errors import Archived, Conflict, NotFound, RateLimited
from chat.models import AddedBy, Kind, Membership, Message, RoomInvitation
from chat.queries.rooms.invitations import invitations_of
from chat.rate_limits.kinds import free_of_charge, limits
from tests.support.convergence import converging
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shy():
    """Somebody as they sign up: strangers ask, people of the same rooms do not."""
    return preferences.set_added_by(by=create_user("shy"), added_by=AddedBy.SHARED)


def is_in(room, person):
    return Membership.objects.filter(room=room, user=person).exists()


def invited_into(person):
    return [each.name for each in invitations_of([person.pk])[person.pk]]


def test_people_who_share_no_room_with_the_inviter_are_asked(ada, shy, kitchen):
    lines = Message.objects.count()
    with converging(ada) as heard:
        answer = memberships.add(by=ada, room_id=kitchen.pk, user_id=shy.pk)
    assert isinstance(answer, RoomInvitation)
    assert (is_in(kitchen, shy), invited_into(shy), Message.objects.count()) == (False, ["Kitchen"], lines)
    assert heard.events(ada) == []


@pytest.mark.parametrize(
    ("setting", "shares", "asked"),
    [
        (AddedBy.EVERYONE, False, False),
        (AddedBy.SHARED, False, True),
        (AddedBy.SHARED, True, False),
        (AddedBy.NOBODY, True, True),
    ],
)
def test_a_person_decides_who_has_to_ask(ada, shy, kitchen, setting, shares, asked):
    preferences.set_added_by(by=shy, added_by=setting)
    if shares:
        memberships.join(by=shy, room_id=create_room(ada, name="Garden").pk)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=shy.pk)
    assert is_in(kitchen, shy) is not asked


def test_a_conversation_of_two_does_not_make_strangers_known(ada, shy, kitchen):
    rooms.open_direct(by=ada, user_ids=[shy.pk])
    memberships.add(by=ada, room_id=kitchen.pk, user_id=shy.pk)
    assert not is_in(kitchen, shy)


def test_bots_and_commands_of_the_site_need_not_ask(ada, shy, kitchen):
    bot = create_user("helper", is_bot=True)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=bot.pk)
    with free_of_charge():
        memberships.add(by=ada, room_id=kitchen.pk, user_id=shy.pk)
    assert is_in(kitchen, bot) and is_in(kitchen, shy)


@pytest.mark.parametrize("kind", [Kind.PUBLIC, Kind.PRIVATE])
def test_joining_accepts_an_invitation(ada, bob, cy, shy, kind):
    room = create_room(ada, bob, cy, name="Den", kind=kind)
    memberships.add(by=ada, room_id=room.pk, user_id=shy.pk)
    with converging(ada, bob, cy, shy) as heard:
        assert memberships.join(by=shy, room_id=room.pk).role == "member"
    assert heard.events(shy, "room:invitations") == [{"invitations": []}]
    assert is_in(room, shy) and not RoomInvitation.objects.exists()
    assert Message.objects.filter(room=room).latest("seq").content == "shy joined"


def test_leaving_declines_an_invitation_and_nobody_hears_of_it(ada, bob, shy, pantry):
    memberships.add(by=ada, room_id=pantry.pk, user_id=shy.pk)
    with converging(ada, bob, deaf=[]) as heard:
        memberships.leave(by=shy, room_id=pantry.pk)
    assert heard.events(ada) == []
    assert (is_in(pantry, shy), invited_into(shy)) == (False, [])
    again = memberships.add(by=ada, room_id=pantry.pk, user_id=shy.pk)
    assert isinstance(again, RoomInvitation) and invited_into(shy) == []
    with pytest.raises(NotFound):
        memberships.join(by=shy, room_id=pantry.pk)


def test_the_person_hears_all_invitations_that_wait(ada, shy, kitchen, pantry):
    with converging(shy) as heard:
        memberships.add(by=ada, room_id=kitchen.pk, user_id=shy.pk)
        memberships.add(by=ada, room_id=pantry.pk, user_id=shy.pk)
        memberships.add(by=ada, room_id=pantry.pk, user_id=shy.pk)
    names = [[each["name"] for each in news["invitations"]] for news in heard.events(shy, "room:invitations")]
    assert names == [["Kitchen"], ["Kitchen", "Pantry"]]


def test_a_moderator_withdraws_an_invitation(ada, shy, pantry):
    memberships.add(by=ada, room_id=pantry.pk, user_id=shy.pk)
    memberships.remove(by=ada, room_id=pantry.pk, user_id=shy.pk)
    assert invited_into(shy) == []
    with pytest.raises(NotFound):
        memberships.join(by=shy, room_id=pantry.pk)


def test_an_invitation_into_an_archived_room_is_not_listed_and_cannot_be_accepted(ada, shy, pantry):
    memberships.add(by=ada, room_id=pantry.pk, user_id=shy.pk)
    rooms.archive(by=ada, room_id=pantry.pk)
    assert invited_into(shy) == []
    with pytest.raises(Archived):
        memberships.join(by=shy, room_id=pantry.pk)


def test_nobody_learns_of_a_private_room_before_an_invitation(shy, pantry):
    with pytest.raises(NotFound):
        memberships.join(by=shy, room_id=pantry.pk)
    with pytest.raises(NotFound):
        memberships.leave(by=shy, room_id=pantry.pk)


def test_one_person_has_few_invitations_waiting_for_another(ada, eve, shy, monkeypatch):
    monkeypatch.setattr(conf, "ROOM_INVITATIONS_BY_ONE", 2)
    made = [create_room(ada, name=f"Room {number}") for number in range(3)]
    for room in made[:2]:
        memberships.add(by=ada, room_id=room.pk, user_id=shy.pk)
    with pytest.raises(Conflict):
        memberships.add(by=ada, room_id=made[2].pk, user_id=shy.pk)
    garden = create_room(eve, name="Garden")
    memberships.add(by=eve, room_id=garden.pk, user_id=shy.pk)
    assert invited_into(shy) == ["Room 0", "Room 1", "Garden"]
    monkeypatch.setattr(conf, "ROOM_INVITATIONS", 3)
    with pytest.raises(Conflict):
        memberships.add(by=eve, room_id=create_room(eve, name="Shed").pk, user_id=shy.pk)


def test_asking_has_a_rate_of_its_own(ada, kitchen, monkeypatch):
    monkeypatch.setattr(limits["invitations"], "rate", 0.001)
    monkeypatch.setattr(limits["invitations"], "burst", 2)
    people = [preferences.set_added_by(by=create_user(f"shy{n}"), added_by=AddedBy.SHARED) for n in range(3)]
    for person in people[:2]:
        memberships.add(by=ada, room_id=kitchen.pk, user_id=person.pk)
    with pytest.raises(RateLimited):
        memberships.add(by=ada, room_id=kitchen.pk, user_id=people[2].pk)
    with pytest.raises(RateLimited):
        rooms.open_direct(by=ada, user_ids=[people[0].pk, people[2].pk])


# --- Conversations


def test_strangers_are_asked_before_they_are_in_a_conversation_of_several(ada, bob, shy, kitchen):
    with converging(ada, bob, shy) as heard:
        room, made = rooms.open_direct(by=ada, user_ids=[bob.pk, shy.pk])
    assert made and not is_in(room, shy)
    [news] = heard.events(shy, "room:invitations")
    assert [(each["kind"], each["name"]) for each in news["invitations"]] == [("direct", "Ada Lovelace, bob")]
    with converging(ada, bob, shy) as heard:
        memberships.join(by=shy, room_id=room.pk)
    assert [entry["name"] for entry in heard.events(bob, "room:updated")] == ["Ada Lovelace, shy"]


def test_a_conversation_of_two_needs_no_invitation(ada, shy):
    room, _ = rooms.open_direct(by=ada, user_ids=[shy.pk])
    assert is_in(room, shy)


def test_somebody_who_opens_the_conversation_is_in_it(ada, bob, shy):
    room, _ = rooms.open_direct(by=ada, user_ids=[bob.pk, shy.pk])
    memberships.leave(by=shy, room_id=room.pk)
    assert rooms.open_direct(by=shy, user_ids=[ada.pk, bob.pk]) == (room, False)
    assert is_in(room, shy) and not RoomInvitation.objects.exists()


def test_a_conversation_of_several_is_none_of_two_while_others_are_asked(ada, bob, shy, kitchen):
    from chat.delivery.presence import presence
    from chat.queries.rooms import sidebar

    room, _ = rooms.open_direct(by=ada, user_ids=[bob.pk, shy.pk])
    entry = sidebar.entry(ada.pk, room.pk, presence.online)
    assert (entry.peer, [person.username for person in entry.members or []]) == (None, ["bob"])


def test_to_be_asked_never_names_the_one_who_asks(shy):
    assert invitations.to_be_asked(shy, [shy.pk]) == set()
