"""Mutes, bans and kicks in the rows that other code reads."""

import pytest
from django.utils import timezone

from chat.access import by_token
from chat.actions.people import preferences, tokens
from chat.actions.rooms import memberships, rooms
from chat.errors import Banned, Conflict, Forbidden, NotFound
from chat.models import AddedBy, Membership, Role, RoomInvitation, ThreadFollow
from chat.models.moderation.actions import FOR_EVER
from tests.support.convergence import converging
from tests.support.moderation import act, undo

pytestmark = pytest.mark.django_db


def test_tokens_of_somebody_who_is_banned_are_refused_and_work_again_afterwards(ruth, bob):
    _, secret = tokens.issue(user=bob)
    ban = act(ruth, "ban", user_id=bob.pk)
    with pytest.raises(Banned):
        by_token(secret)
    undo(ruth, ban)
    assert by_token(secret)[0] == bob


def test_of_two_bans_the_longer_one_counts(ruth, bob):
    short = act(ruth, "ban", user_id=bob.pk, seconds=60)
    long = act(ruth, "ban", user_id=bob.pk)
    bob.refresh_from_db()
    assert bob.banned_until == FOR_EVER
    undo(ruth, long)
    bob.refresh_from_db()
    assert (bob.banned_until, bob.is_active) == (short.until, False)


def test_the_sidebar_of_somebody_who_is_muted_says_until_when(cy, bob, kitchen):
    with converging(bob) as heard:
        action = act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=60)
    assert "mutedUntil" in heard.events(bob, "room:updated")[-1]
    with converging(bob) as heard:
        undo(cy, action)
    assert "mutedUntil" not in heard.events(bob, "room:updated")[-1]


def test_nobody_is_kicked_from_where_they_are_not(ruth, ada, bob, eve, kitchen):
    with pytest.raises(NotFound):
        act(ruth, "kick", user_id=eve.pk, room_id=kitchen.pk)
    direct, _ = rooms.open_direct(by=ada, user_ids=[bob.pk])
    with pytest.raises(Forbidden):
        act(ruth, "kick", user_id=bob.pk, room_id=direct.pk)
    with pytest.raises(Conflict):
        act(ruth, "kick", user_id=ada.pk, room_id=kitchen.pk)


def test_undoing_a_kick_restores_where_the_sidebar_showed_the_room(cy, bob, kitchen):
    sent = timezone.now()
    mine = Membership.objects.filter(room=kitchen, user=bob)
    mine.update(favourite=True, section=7, place=3, last_sent_at=sent, notify="none")
    undo(cy, act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk))
    assert mine.values_list("favourite", "section", "place", "last_sent_at", "notify").get() == (
        (True, 7, 3, sent, "none")
    )


def test_undoing_an_older_kick_does_not_end_a_newer_one(ada, cy, bob, kitchen):
    older = act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    newer = act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk)
    undo(cy, older)
    assert not kitchen.memberships.filter(user=bob).exists()
    undo(cy, newer)
    assert kitchen.memberships.filter(user=bob).exists()


def test_undoing_a_kick_does_not_bring_back_whom_somebody_removed_since(ada, cy, bob, kitchen):
    kick = act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    memberships.remove(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    undo(cy, kick)
    assert not kitchen.memberships.filter(user=bob).exists()


def test_an_invitation_does_not_wait_for_somebody_whose_kick_is_undone(ada, cy, bob, kitchen):
    preferences.set_added_by(by=bob, added_by=AddedBy.NOBODY)
    kick = act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    assert RoomInvitation.objects.filter(user=bob).exists()
    with converging(bob):
        undo(cy, kick)
    assert kitchen.memberships.filter(user=bob).exists()
    assert not RoomInvitation.objects.filter(user=bob).exists()


def test_a_moderator_does_not_give_back_a_role_that_only_owners_give(ada, cy, bob, kitchen):
    memberships.set_role(by=ada, room_id=kitchen.pk, user_id=bob.pk, role=Role.OWNER)
    kick = act(bob, "kick", user_id=cy.pk, room_id=kitchen.pk)
    memberships.set_role(by=ada, room_id=kitchen.pk, user_id=bob.pk, role=Role.MODERATOR)
    undo(bob, kick)
    assert kitchen.memberships.get(user=cy).role == Role.MEMBER


def test_an_owner_gives_back_the_role_and_the_followed_threads_of_a_moderator(ada, cy, kitchen, say):
    root = say(ada, kitchen, "root")
    say(cy, kitchen, "reply", thread_id=root.pk)
    say(ada, kitchen, "answer", thread_id=root.pk)
    follow = ThreadFollow.objects.filter(membership__user=cy, root=root)
    before = follow.values_list("on", "read_seq", "last_seq").get()
    undo(ada, act(ada, "kick", user_id=cy.pk, room_id=kitchen.pk))
    assert kitchen.memberships.get(user=cy).role == Role.MODERATOR
    assert follow.values_list("on", "read_seq", "last_seq").get() == before


def test_undoing_a_kick_changes_nothing_for_somebody_who_is_back(ada, cy, bob, kitchen):
    kick = act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    with converging(ada):
        undo(cy, kick)
    assert kitchen.memberships.filter(user=bob).count() == 1
