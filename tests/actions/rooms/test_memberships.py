"""Joining, leaving, removal and roles; a room always keeps an owner."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.messages import read_marks
from chat.actions.rooms import memberships, rooms
from chat.errors import ChatError
from chat.models import Membership, Mention, Message, Role, Room, User
from chat.queries.rooms import sidebar
from tests.support.captured_announcements import capture_announcements
from tests.support.convergence import converging
from tests.support.factories import create_room, create_user
from tests.support.parallel import run_in_parallel

pytestmark = pytest.mark.django_db


def members(room):
    return sorted(Membership.objects.filter(room=room).values_list("user__username", flat=True))


def last_line(room):
    return Message.objects.filter(room=room).latest("seq")


# --- Join


def test_joining_is_announced_to_the_room_and_to_the_new_member(ada, bob, cy, eve, kitchen):
    with converging(ada, bob, cy, eve) as heard:
        entry = memberships.join(by=eve, room_id=kitchen.pk)
    assert heard.types(bob) == ["chat:message", "room:user-joined"]
    assert heard.types(eve) == ["room:added", "chat:message", "room:user-joined"]
    assert heard.events(bob, "room:user-joined")[0] == {
        "roomId": kitchen.pk,
        "userId": eve.pk,
        "username": "eve",
        "displayName": "eve",
        "memberCount": 4,
    }
    assert (entry.role, entry.unread, entry.member_count) == ("member", 0, 4)
    assert last_line(kitchen).extra["system"] == {"event": "joined"}


def test_a_system_line_is_unread_only_for_members_with_unread_messages(ada, bob, cy, eve, kitchen, say):
    say(ada, kitchen, "news")
    read_marks.mark(by=cy, room_id=kitchen.pk, seq=2**40)
    with converging(ada, bob, cy):
        memberships.join(by=eve, room_id=kitchen.pk)
    unread = {row.user.username: last_line(kitchen).seq - row.read_seq for row in kitchen.memberships.all()}
    assert unread == {"ada": 0, "bob": 2, "cyrus": 0, "eve": 0}


def test_a_join_reads_no_more_entries_and_makes_no_more_queries_in_a_larger_room(ada, bob, eve, kitchen, monkeypatch):
    read = []
    entries_of_people = sidebar.entries_of_people
    monkeypatch.setattr(
        sidebar, "entries_of_people", lambda ids, *more: read.append(len(ids)) or entries_of_people(ids, *more)
    )
    newcomers, counts = [create_user(f"new{number}") for number in range(12)], []
    for person in newcomers:
        with CaptureQueriesContext(connection) as queries:
            memberships.join(by=person, room_id=kitchen.pk)
        counts.append(len(queries))
    assert counts[-1] <= counts[0]
    assert set(read) == {1}


def test_joining_again_changes_nothing(ada, bob, kitchen):
    with converging(deaf=[ada, bob]):
        assert memberships.join(by=bob, room_id=kitchen.pk).role == "member"


def test_earlier_messages_are_read_for_a_new_member(ada, eve, kitchen, say):
    say(ada, kitchen, "old news")
    assert memberships.join(by=eve, room_id=kitchen.pk).unread == 0


def test_a_returning_member_has_no_old_mentions_unread(ada, bob, cy, kitchen, say):
    say(ada, kitchen, "@bob")
    memberships.leave(by=bob, room_id=kitchen.pk)
    assert not Mention.objects.exists()
    with converging(ada, bob, cy):
        assert memberships.join(by=bob, room_id=kitchen.pk).mentions == 0


# --- Add


@pytest.mark.parametrize("by", ["ada", "bob"])
def test_any_member_adds_people_to_a_public_room(ada, bob, cy, eve, kitchen, by):
    with converging(ada, bob, cy, eve) as heard:
        memberships.add(by={"ada": ada, "bob": bob}[by], room_id=kitchen.pk, user_id=eve.pk)
    assert heard.types(eve)[0] == "room:added"
    assert last_line(kitchen).extra["system"] == {"event": "added", "userId": eve.pk, "name": "eve"}


def test_a_moderator_adds_people_to_a_private_room(ada, bob, cy, eve, pantry):
    with converging(ada, bob, cy, eve):
        memberships.add(by=cy, room_id=pantry.pk, user_id=eve.pk)
    assert "eve" in members(pantry)


def test_adding_a_member_again_changes_nothing(ada, bob, kitchen):
    with converging(deaf=[ada, bob]):
        assert memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk).user == bob


# --- Leave and remove


def test_leaving_is_announced_and_ends_the_leavers_events(ada, bob, cy, eve, kitchen):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        memberships.leave(by=bob, room_id=kitchen.pk)
    assert heard.types(ada) == ["chat:message", "room:user-left"]
    assert heard.types(bob) == ["room:removed"]
    assert heard.events(bob) == [{"roomId": kitchen.pk, "reason": "left"}]
    assert heard.events(ada, "room:user-left")[0]["memberCount"] == 2


def test_a_former_member_receives_no_later_message(ada, bob, cy, kitchen, say):
    with converging(ada, bob, cy) as heard:
        memberships.leave(by=bob, room_id=kitchen.pk)
        say(ada, kitchen, "at last")
    assert heard.types(bob) == ["room:removed"]


def test_a_moderator_removes_a_member(ada, bob, cy, eve, pantry):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        memberships.remove(by=cy, room_id=pantry.pk, user_id=bob.pk)
    assert heard.events(bob) == [{"roomId": pantry.pk, "reason": "removed"}]
    assert last_line(pantry).extra["system"] == {"event": "removed", "userId": bob.pk, "name": "bob"}


def test_removing_oneself_is_leaving(ada, bob, cy, kitchen):
    with converging(ada, bob, cy) as heard:
        memberships.remove(by=bob, room_id=kitchen.pk, user_id=bob.pk)
    assert heard.events(bob)[0]["reason"] == "left"


def test_staff_remove_anyone_from_any_room(ada, bob, cy, pantry):
    warden = create_user("warden")
    warden.is_staff = warden.is_superuser = True
    with converging(ada, bob, cy, deaf=[warden]):
        memberships.remove(by=warden, room_id=pantry.pk, user_id=bob.pk, as_staff=True)


def test_an_owner_who_is_the_last_member_may_leave(ada):
    room = create_room(ada, name="Den")
    with converging(ada):
        memberships.leave(by=ada, room_id=room.pk)
    assert members(room) == []


# --- Roles


def test_a_new_role_is_announced_to_the_member(ada, bob, cy, eve, kitchen):
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        assert memberships.set_role(by=ada, room_id=kitchen.pk, user_id=bob.pk, role=Role.MODERATOR).role == "moderator"
    assert heard.events(bob, "room:updated")[0]["role"] == "moderator"
    assert heard.types(ada) == heard.types(cy) == []


def test_an_owner_steps_down_when_there_is_another(ada, bob, cy, kitchen):
    memberships.set_role(by=ada, room_id=kitchen.pk, user_id=bob.pk, role=Role.OWNER)
    with converging(ada, bob, cy):
        memberships.set_role(by=ada, room_id=kitchen.pk, user_id=ada.pk, role=Role.MEMBER)
    assert kitchen.memberships.get(user=ada).role == Role.MEMBER


def test_the_same_role_again_announces_nothing(ada, bob, kitchen):
    with converging(deaf=[ada, bob]):
        memberships.set_role(by=ada, room_id=kitchen.pk, user_id=bob.pk, role=Role.MEMBER)


# --- Refusals


def direct_of(ada, bob):
    return rooms.open_direct(by=ada, user_ids=[bob.pk])[0]


REFUSALS = {
    "join a private room": (lambda c: memberships.join(by=c.eve, room_id=c.pantry.pk), "not_found"),
    "join a direct room": (lambda c: memberships.join(by=c.eve, room_id=c.direct.pk), "not_found"),
    "join no room": (lambda c: memberships.join(by=c.eve, room_id=2**63 - 1), "not_found"),
    "join an archived room": (lambda c: memberships.join(by=c.eve, room_id=c.archived.pk), "archived"),
    "add from outside": (lambda c: memberships.add(by=c.eve, room_id=c.kitchen.pk, user_id=c.eve.pk), "not_a_member"),
    "add from outside a private room": (
        lambda c: memberships.add(by=c.eve, room_id=c.pantry.pk, user_id=c.eve.pk),
        "not_found",
    ),
    "add to a private room as a member": (
        lambda c: memberships.add(by=c.bob, room_id=c.pantry.pk, user_id=c.eve.pk),
        "forbidden",
    ),
    "add nobody": (lambda c: memberships.add(by=c.ada, room_id=c.kitchen.pk, user_id=2**63 - 1), "not_found"),
    "add the deactivated": (lambda c: memberships.add(by=c.ada, room_id=c.kitchen.pk, user_id=c.gone.pk), "not_found"),
    "widen a direct room": (lambda c: memberships.add(by=c.ada, room_id=c.direct.pk, user_id=c.eve.pk), "forbidden"),
    "add to an archived room": (
        lambda c: memberships.add(by=c.ada, room_id=c.archived.pk, user_id=c.eve.pk),
        "archived",
    ),
    "leave a direct room": (lambda c: memberships.leave(by=c.ada, room_id=c.direct.pk), "forbidden"),
    "leave a room of others": (lambda c: memberships.leave(by=c.eve, room_id=c.kitchen.pk), "not_a_member"),
    "leave a private room of others": (lambda c: memberships.leave(by=c.eve, room_id=c.pantry.pk), "not_found"),
    "leave as the last owner": (lambda c: memberships.leave(by=c.ada, room_id=c.kitchen.pk), "conflict"),
    "remove as a member": (
        lambda c: memberships.remove(by=c.bob, room_id=c.kitchen.pk, user_id=c.cy.pk),
        "forbidden",
    ),
    "remove an owner as a moderator": (
        lambda c: memberships.remove(by=c.cy, room_id=c.kitchen.pk, user_id=c.ada.pk),
        "forbidden",
    ),
    "remove from a direct room": (
        lambda c: memberships.remove(by=c.ada, room_id=c.direct.pk, user_id=c.bob.pk),
        "forbidden",
    ),
    "remove who is not there": (
        lambda c: memberships.remove(by=c.ada, room_id=c.kitchen.pk, user_id=c.eve.pk),
        "not_found",
    ),
    "remove as staff that is none": (
        lambda c: memberships.remove(by=c.eve, room_id=c.pantry.pk, user_id=c.bob.pk, as_staff=True),
        "not_found",
    ),
    "remove the last owner as staff": (
        lambda c: memberships.remove(by=c.warden, room_id=c.kitchen.pk, user_id=c.ada.pk, as_staff=True),
        "conflict",
    ),
    "give a role as a moderator": (
        lambda c: memberships.set_role(by=c.cy, room_id=c.kitchen.pk, user_id=c.cy.pk, role=Role.OWNER),
        "forbidden",
    ),
    "give a role as a member": (
        lambda c: memberships.set_role(by=c.bob, room_id=c.kitchen.pk, user_id=c.bob.pk, role=Role.OWNER),
        "forbidden",
    ),
    "give a role from outside": (
        lambda c: memberships.set_role(by=c.eve, room_id=c.pantry.pk, user_id=c.eve.pk, role=Role.OWNER),
        "not_found",
    ),
    "give a role to an outsider": (
        lambda c: memberships.set_role(by=c.ada, room_id=c.kitchen.pk, user_id=c.eve.pk, role=Role.OWNER),
        "not_found",
    ),
    "give a role in a direct room": (
        lambda c: memberships.set_role(by=c.ada, room_id=c.direct.pk, user_id=c.ada.pk, role=Role.OWNER),
        "forbidden",
    ),
    "step down as the last owner": (
        lambda c: memberships.set_role(by=c.ada, room_id=c.kitchen.pk, user_id=c.ada.pk, role=Role.MEMBER),
        "conflict",
    ),
}


class Cast:
    def __init__(self, **people_and_rooms):
        self.__dict__.update(people_and_rooms)


@pytest.fixture
def cast(ada, bob, cy, eve, kitchen, pantry):
    archived = create_room(ada, bob, name="Attic")
    rooms.archive(by=ada, room_id=archived.pk)
    gone, warden = create_user("gone"), create_user("warden")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    warden.is_staff = warden.is_superuser = True
    return Cast(
        ada=ada,
        bob=bob,
        cy=cy,
        eve=eve,
        gone=gone,
        warden=warden,
        kitchen=kitchen,
        pantry=pantry,
        archived=archived,
        direct=direct_of(ada, bob),
    )


@pytest.mark.parametrize(("action", "code"), REFUSALS.values(), ids=REFUSALS)
def test_a_refused_change_of_members_says_why_and_changes_nothing(cast, action, code):
    before = list(Membership.objects.order_by("pk").values())
    with converging(deaf=[cast.ada, cast.bob, cast.cy, cast.eve]), pytest.raises(ChatError) as refusal:
        action(cast)
    assert refusal.value.code == code
    assert list(Membership.objects.order_by("pk").values()) == before


# --- Bookkeeping


def test_member_count_equals_the_number_of_memberships(ada, bob, eve, kitchen):
    memberships.join(by=eve, room_id=kitchen.pk)
    memberships.leave(by=bob, room_id=kitchen.pk)
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=eve.pk)
    assert Room.objects.get(pk=kitchen.pk).member_count == kitchen.memberships.count() == 2


def test_joining_and_leaving_raise_the_access_version(bob, kitchen):
    before = User.objects.get(pk=bob.pk).access_version
    memberships.leave(by=bob, room_id=kitchen.pk)
    memberships.join(by=bob, room_id=kitchen.pk)
    assert User.objects.get(pk=bob.pk).access_version == before + 2


def test_controls_to_leave_come_first_and_controls_to_join_carry_the_start(ada, bob, eve, kitchen):
    with capture_announcements() as leaving:
        memberships.leave(by=bob, room_id=kitchen.pk)
    assert (leaving[0].control.kind, leaving[0].control.user_id) == ("leave", bob.pk)
    kitchen.refresh_from_db()
    with capture_announcements() as joining:
        memberships.join(by=eve, room_id=kitchen.pk)
    assert (joining[0].control.kind, joining[0].control.rev) == ("join", kitchen.last_rev)
    assert joining[1].frames[0].rev == kitchen.last_rev + 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_at_once_leave_one_owner():
    ada, bob = create_user("ada"), create_user("bob")
    room = create_room(ada, bob)
    memberships.set_role(by=ada, room_id=room.pk, user_id=bob.pk, role=Role.OWNER)
    outcomes = run_in_parallel(
        lambda: memberships.set_role(by=ada, room_id=room.pk, user_id=bob.pk, role=Role.MEMBER),
        lambda: memberships.set_role(by=bob, room_id=room.pk, user_id=ada.pk, role=Role.MEMBER),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Forbidden", "Membership"]
    assert room.memberships.filter(role=Role.OWNER).count() == 1
