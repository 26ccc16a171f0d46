"""Measures end by themselves, in one of the processes."""

import json

import pytest

from chat.actions.moderation import settling
from chat.actions.rooms import memberships
from chat.errors import Forbidden
from tests.support.captured_announcements import capture_announcements
from tests.support.moderation import act, let_time_pass

pytestmark = pytest.mark.django_db


def test_nothing_is_due_before_its_time(ruth, bob):
    act(ruth, "ban", user_id=bob.pk, seconds=60)
    act(ruth, "mute", user_id=bob.pk)
    assert settling.due_ids() == []


def test_a_ban_that_is_over_lets_the_person_in_and_is_told(ruth, bob):
    action = act(ruth, "ban", user_id=bob.pk, seconds=60)
    let_time_pass(action)
    assert settling.due_ids() == [action.pk]
    with capture_announcements() as announcements:
        settling.settle(action_id=action.pk)
    bob.refresh_from_db()
    assert (bob.is_active, bob.banned_until) == (True, None)
    frames = [json.loads(frame.text) for each in announcements for frame in each.frames]
    [told] = [frame for frame in frames if frame["type"] == "moderation"]
    assert told["data"]["actionId"] == action.pk
    assert settling.due_ids() == []


def test_a_mute_that_is_over_leaves_no_trace_in_the_membership(cy, bob, kitchen):
    action = act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=60)
    let_time_pass(action)
    settling.settle(action_id=action.pk)
    assert kitchen.memberships.get(user=bob).muted_until is None


def test_somebody_whose_kick_is_over_may_come_back_and_hears_it(cy, bob, kitchen):
    action = act(cy, "kick", user_id=bob.pk, room_id=kitchen.pk, seconds=60)
    with pytest.raises(Forbidden):
        memberships.join(by=bob, room_id=kitchen.pk)
    let_time_pass(action)
    with capture_announcements() as announcements:
        settling.settle(action_id=action.pk)
    assert [each.user_id for each in announcements] == [bob.pk]
    assert memberships.join(by=bob, room_id=kitchen.pk).role == "member"


def test_an_action_is_settled_once(cy, bob, kitchen):
    action = act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk, seconds=60)
    let_time_pass(action)
    settling.settle(action_id=action.pk)
    with capture_announcements() as announcements:
        settling.settle(action_id=action.pk)
    assert announcements == []
