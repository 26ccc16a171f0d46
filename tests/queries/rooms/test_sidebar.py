"""The sidebar is correct for each reader, in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.messages import messages, read_marks
from chat.actions.rooms import memberships, rooms
from chat.errors import NotFound
from chat.models import Kind, Membership, Room, User
from chat.queries.rooms import sidebar
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db


def nobody_online(room_id):
    return 0


def crowd(number):
    names = [f"guest{index}" for index in range(number)]
    return User.objects.bulk_create(User(username=name, username_key=name, email="") for name in names)


def fill(user, number):
    """Put the user into `count` rooms, a third of them direct with two others each."""
    others = crowd(number)
    made = Room.objects.bulk_create(
        Room(name=f"Room {index}", name_key=f"room {index}", kind=Kind.PRIVATE)
        if index % 3
        else Room(kind=Kind.DIRECT, direct_key=f"key {index}")
        for index in range(number)
    )
    Membership.objects.bulk_create(
        Membership(room=room, user=person)
        for index, room in enumerate(made)
        for person in {user, others[index], others[index - 1]}
    )


def entries_of_room(room):
    """The entry of each member, by user id."""
    return {user_id: entry for entry, ids in sidebar.entries_of_room(room, nobody_online) for user_id in ids}


def cost(call):
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def test_an_entry_counts_the_readers_unread_messages(ada, bob, kitchen, say):
    read_marks.mark(by=bob, room_id=kitchen.pk, seq=2**40)
    for content in ("one", "@bob two", "@bob three"):
        message = say(ada, kitchen, content)
    [entry] = sidebar.entries(bob.pk, lambda room_id: 42)
    assert (entry.unread, entry.mentions, entry.read_seq, entry.seq) == (3, 2, message.seq - 3, message.seq)
    assert (entry.role, entry.member_count, entry.online) == ("member", 3, 42)
    assert entry.last_message_at == message.created_at


def test_every_reader_has_their_own_entry(ada, bob, cy, kitchen, say):
    say(ada, kitchen, "@bob")
    kitchen.refresh_from_db()
    entries = entries_of_room(kitchen)
    assert {user_id: (entry.role, entry.unread, entry.mentions) for user_id, entry in entries.items()} == {
        ada.pk: ("owner", 0, 0),
        bob.pk: ("member", 1, 1),
        cy.pk: ("moderator", 1, 0),
    }
    for user in (ada, bob, cy):
        assert entries[user.pk] == sidebar.entry(user.pk, kitchen.pk, nobody_online)


def test_a_direct_room_shows_the_others_to_each(ada, bob, cy):
    pair, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    group, _ = rooms.open_direct(by=ada, user_ids=[bob.pk, cy.pk])
    shown = {entry.id: entry for entry in sidebar.entries(bob.pk, nobody_online)}
    assert (shown[pair.pk].name, shown[pair.pk].peer.id, shown[pair.pk].members) == ("Ada Lovelace", ada.pk, None)
    assert [person.username for person in shown[group.pk].members] == ["ada", "cyrus"]
    assert (shown[group.pk].name, shown[group.pk].peer) == ("Ada Lovelace, cyrus", None)
    assert entries_of_room(group)[bob.pk] == shown[group.pk]


def test_rooms_are_sorted_by_name_in_any_case(ada):
    for name in ("zoo", "Abbey", "ähre", "Bar"):
        create_room(ada, name=name)
    names = [entry.name for entry in sidebar.entries(ada.pk, nobody_online)]
    assert names[:2] == ["Abbey", "Bar"]
    assert set(names) == {"zoo", "Abbey", "ähre", "Bar"}


def test_only_requested_rooms_of_the_user_are_returned(ada, bob, eve, kitchen, pantry):
    assert [entry.id for entry in sidebar.entries(ada.pk, nobody_online, [pantry.pk, 999_999])] == [pantry.pk]
    assert sidebar.entries(eve.pk, nobody_online, [pantry.pk, kitchen.pk]) == []


def test_a_visitor_sees_a_public_room_with_nothing_unread_and_no_private_one(eve, kitchen, pantry):
    entry = sidebar.entry(eve.pk, kitchen.pk, nobody_online)
    assert (entry.role, entry.unread, entry.mentions, entry.seq) == (None, 0, 0, kitchen.last_seq)
    with pytest.raises(NotFound):
        sidebar.entry(eve.pk, pantry.pk, nobody_online)


def test_a_deleted_message_has_no_mentions(ada, bob, kitchen, say):
    message = say(ada, kitchen, "@bob")
    messages.delete(by=ada, message_id=message.pk)
    assert sidebar.entry(bob.pk, kitchen.pk, nobody_online).mentions == 0


def test_the_sidebar_costs_the_same_for_1_room_and_for_50(ada, bob):
    rooms.open_direct(by=ada, user_ids=[bob.pk])
    few = cost(lambda: sidebar.entries(ada.pk, nobody_online))
    fill(ada, 50)
    assert len(sidebar.entries(ada.pk, nobody_online)) == 51
    assert cost(lambda: sidebar.entries(ada.pk, nobody_online)) == few == 2


def test_the_sidebar_costs_the_same_with_1_member_and_with_200(ada):
    den = create_room(ada, name="Den")
    few = (
        cost(lambda: sidebar.entries(ada.pk, nobody_online)),
        cost(lambda: entries_of_room(den)),
    )
    Membership.objects.bulk_create(Membership(room=den, user=person) for person in crowd(200))
    many = (
        cost(lambda: sidebar.entries(ada.pk, nobody_online)),
        cost(lambda: entries_of_room(den)),
    )
    assert len(entries_of_room(den)) == 201
    # Ada's, and one that the others share.
    assert len(sidebar.entries_of_room(den, nobody_online)) == 2
    assert many == few == (1, 1)


def test_mentions_do_not_count_twice_after_leaving_and_returning(ada, bob, kitchen, say):
    say(ada, kitchen, "@bob")
    memberships.leave(by=bob, room_id=kitchen.pk)
    memberships.join(by=bob, room_id=kitchen.pk)
    say(ada, kitchen, "@bob")
    assert sidebar.entry(bob.pk, kitchen.pk, nobody_online).mentions == 1
