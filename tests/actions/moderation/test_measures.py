"""Mutes, bans and kicks in the rows that other code reads."""

import pytest

from chat.access import by_token
from chat.actions.moderation import actions
from chat.actions.people import tokens
from chat.actions.rooms import memberships, rooms
from chat.errors import Banned, Conflict, Forbidden, NotFound
from chat.models import ActionKind
from chat.models.moderation.actions import FOR_EVER
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def act(by, kind, **more):
    return actions.act(by=by, kind=ActionKind(kind), reason="Spam", **more)


def undo(by, action):
    return actions.undo(by=by, action_id=action.pk, reason="A mistake")


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


def test_undoing_a_kick_changes_nothing_for_somebody_who_is_back(ada, cy, bob, kitchen):
    kick = act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk)
    memberships.add(by=ada, room_id=kitchen.pk, user_id=bob.pk)
    with converging(ada):
        undo(cy, kick)
    assert kitchen.memberships.filter(user=bob).count() == 1
