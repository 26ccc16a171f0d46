"""Ignoring people."""

import pytest

from chat import conf
from chat.actions.messages import messages, read_marks
from chat.actions.people import ignoring, preferences
from chat.actions.rooms import memberships, rooms
from chat.errors import Conflict, Invalid, NotFound
from chat.models import AddedBy, Membership, User
from chat.queries.messages.catch_up import catch_up
from chat.queries.people import ignored_by
from chat.queries.rooms import sidebar
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def entry_of(user, room):
    return sidebar.entry(user.pk, room.pk, lambda _: 0)


@pytest.fixture
def ignored(ada, bob):
    """Bob ignores Ada."""
    return ignoring.ignore(by=bob, user_id=ada.pk)


def test_only_the_persons_own_devices_are_told(ada, bob, kitchen):
    with converging(bob, deaf=[ada]) as heard:
        assert ignoring.ignore(by=bob, user_id=ada.pk).ignored_ids == [ada.pk]
    assert [me["ignored"] for me in heard.events(bob, "me:updated")] == [[ada.pk]]


def test_the_same_wish_again_is_not_announced(ada, bob, ignored):
    with converging(deaf=[ada, bob]):
        ignoring.ignore(by=bob, user_id=ada.pk)
        ignoring.stop_ignoring(by=bob, user_id=999_999)


def test_mentions_by_somebody_who_is_ignored_do_not_count(ada, bob, cy, kitchen, say, ignored):
    with converging(bob):
        say(ada, kitchen, "@bob")
        say(ada, kitchen, "@everyone")
        say(cy, kitchen, "@bob")
    assert entry_of(bob, kitchen).mentions == 1


def test_unread_mentions_go_when_ignoring_begins_and_return_when_it_ends(ada, bob, cy, kitchen, say):
    for author, text in ((ada, "@bob"), (ada, "@everyone"), (cy, "@bob")):
        say(author, kitchen, text)
    with converging(bob, deaf=[ada, cy]) as heard:
        ignoring.ignore(by=bob, user_id=ada.pk)
    assert [state["mentions"] for state in heard.events(bob, "read")] == [1]
    with converging(bob, deaf=[ada, cy]) as heard:
        ignoring.stop_ignoring(by=bob, user_id=ada.pk)
    assert [state["mentions"] for state in heard.events(bob, "read")] == [3]


def test_a_read_mark_counts_the_mentions_that_are_left_without_those_of_ignored_people(
    ada, bob, cy, kitchen, say, ignored
):
    first = say(cy, kitchen, "hello")
    say(ada, kitchen, "@bob")
    say(cy, kitchen, "@bob")
    state = read_marks.mark(by=bob, room_id=kitchen.pk, seq=first.seq)
    assert (state.unread, state.mentions) == (2, 1)


def test_an_edit_that_begins_to_mention_does_not_count_either(ada, bob, kitchen, say, ignored):
    message = say(ada, kitchen, "hello")
    with converging(bob):
        messages.edit(by=ada, message_id=message.pk, content="@bob")
    assert entry_of(bob, kitchen).mentions == 0


def test_a_conversation_with_somebody_who_is_ignored_calls_nobody_and_says_so(ada, bob, say):
    room, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    say(ada, room)
    with converging(bob, deaf=[ada]):
        ignoring.ignore(by=bob, user_id=ada.pk)
    assert entry_of(bob, room).to_dict()["ignored"] is True
    assert "ignored" not in entry_of(ada, room).to_dict()
    with converging(bob):
        say(ada, room, "still there?")
        ignoring.stop_ignoring(by=bob, user_id=ada.pk)
    assert "ignored" not in entry_of(bob, room).to_dict()


def test_a_new_conversation_by_somebody_who_is_ignored_calls_nobody(ada, bob, ignored):
    with converging(bob) as heard:
        rooms.open_direct(by=ada, user_ids=[bob.pk])
    assert [entry["ignored"] for entry in heard.events(bob, "room:added")] == [True]


def test_the_catch_up_view_leaves_out_what_ignored_people_wrote(ada, bob, cy, kitchen, pantry, say, ignored):
    room, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    say(ada, room, "psst")
    say(ada, pantry, "@bob")
    say(ada, kitchen, "@bob")
    say(cy, kitchen, "lunch")
    bob = User.objects.get(pk=bob.pk)
    shown = {room.room_id: [item.message.payload.content for item in room.items] for room in catch_up(bob).rooms}
    assert shown == {kitchen.pk: ["lunch"]}


def test_a_silenced_room_is_not_in_the_catch_up_view_for_a_mention_by_somebody_who_is_ignored(
    ada, bob, kitchen, say, ignored
):
    Membership.objects.filter(user=bob).update(notify="none")
    say(ada, kitchen, "@bob")
    say(ada, kitchen, "@everyone")
    assert catch_up(User.objects.get(pk=bob.pk)).rooms == []


def test_invitations_by_somebody_who_is_ignored_are_not_shown_until_ignoring_ends(ada, bob, eve, pantry):
    preferences.set_added_by(by=eve, added_by=AddedBy.NOBODY)
    memberships.add(by=ada, room_id=pantry.pk, user_id=eve.pk)
    with converging(eve, deaf=[ada]) as heard:
        ignoring.ignore(by=eve, user_id=ada.pk)
    assert [each["invitations"] for each in heard.events(eve, "room:invitations")] == [[]]
    with converging(eve, deaf=[ada]) as heard:
        ignoring.stop_ignoring(by=eve, user_id=ada.pk)
    assert len(heard.events(eve, "room:invitations")[0]["invitations"]) == 1


def test_somebody_who_is_ignored_cannot_add_one_to_a_room_at_once(ada, eve, pantry):
    preferences.set_added_by(by=eve, added_by=AddedBy.EVERYONE)
    ignoring.ignore(by=eve, user_id=ada.pk)
    memberships.add(by=ada, room_id=pantry.pk, user_id=eve.pk)
    assert not Membership.objects.filter(room=pantry, user=eve).exists()


def test_staff_and_moderators_can_be_ignored(bob, cy, ruth):
    ignoring.ignore(by=bob, user_id=ruth.pk)
    ignoring.ignore(by=bob, user_id=cy.pk)
    assert [person.id for person in ignored_by(User.objects.get(pk=bob.pk)).people] == [ruth.pk, cy.pk]


def test_nobody_ignores_themselves_or_somebody_who_does_not_exist(bob):
    with pytest.raises(Invalid):
        ignoring.ignore(by=bob, user_id=bob.pk)
    with pytest.raises(NotFound):
        ignoring.ignore(by=bob, user_id=999_999)


def test_a_person_ignores_a_limited_number_of_people(ada, bob, cy, monkeypatch):
    monkeypatch.setattr(conf, "IGNORED_PEOPLE", 1)
    ignoring.ignore(by=bob, user_id=ada.pk)
    with pytest.raises(Conflict):
        ignoring.ignore(by=bob, user_id=cy.pk)
    ignoring.stop_ignoring(by=bob, user_id=ada.pk)
    ignoring.ignore(by=bob, user_id=cy.pk)


def test_an_id_is_not_mistaken_for_a_part_of_another(bob):
    bob.ignored = " 12 345 "
    assert [pk for pk in (1, 2, 3, 12, 34, 45, 345) if bob.ignores(pk)] == [12, 345]
