"""The rate limit of a batch: charged once before the transaction, and only for messages that are new."""

import uuid

import pytest

from chat.actions.changes import allowance
from chat.actions.changes.allowance import Allowance
from chat.actions.changes.committer import commit, limit
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.pin import Pin
from chat.actions.changes.verbs.react import React
from chat.actions.changes.verbs.send import Send
from chat.actions.rooms import memberships
from chat.errors import ChatError, RateLimited
from chat.models import Room
from chat.rate_limits.kinds import free_of_charge, limits
from chat.rate_limits.shared import charge_together
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_refill(monkeypatch):
    for kind in ("messages", "changes"):
        monkeypatch.setattr(limits[kind], "rate", 0.001)


def draft(by, room, client_id=None):
    return Send(by.pk, room.pk, "hello", client_id or uuid.uuid4())


def results(outcomes):
    """The error code of each refused draft; for the others, whether it is a duplicate."""
    return [outcome.code if isinstance(outcome, ChatError) else outcome.duplicate for outcome in outcomes]


def charges_left(user):
    return limit.charge_many({user.pk: limit.burst})[user.pk].passed


@pytest.fixture
def charged(monkeypatch):
    """Collects the charges and refunds of every call, by the kind of the limit."""
    calls = []
    names = {id(each): name for name, each in limits.items()}

    def recording(charges):
        calls.append({names[id(each)]: dict(counts) for each, counts in charges})
        return charge_together(charges)

    monkeypatch.setattr(allowance, "charge_together", recording)
    return calls


def test_a_batch_charges_all_its_authors_in_one_call_before_it_locks_rooms(ada, bob, kitchen, charged, monkeypatch):
    from chat.actions.changes import batch

    calls_before_lock = []
    lock_rooms = batch.lock_rooms
    monkeypatch.setattr(batch, "lock_rooms", lambda ids: calls_before_lock.append(len(charged)) or lock_rooms(ids))
    commit([draft(ada, kitchen), draft(bob, kitchen), draft(ada, kitchen)])
    assert charged == [{"messages": {ada.pk: 2, bob.pk: 1}}]
    assert calls_before_lock == [1]


def test_drafts_beyond_the_limit_are_refused_with_the_time_to_wait(ada, bob, kitchen):
    outcomes = commit([*(draft(ada, kitchen) for _ in range(limit.burst + 2)), draft(bob, kitchen)])
    assert results(outcomes) == [False] * limit.burst + ["rate_limited"] * 2 + [False]
    assert outcomes[-2].retry_after_ms > 0


def test_a_refused_draft_costs_nothing(ada, eve, kitchen, pantry):
    assert set(results(commit([draft(eve, pantry) for _ in range(limit.burst)]))) == {"not_found"}
    memberships.add(by=ada, room_id=pantry.pk, user_id=eve.pk)
    assert results(commit([draft(eve, pantry)])) == [False]
    assert charges_left(eve) == limit.burst - 1


def test_a_duplicate_costs_nothing(ada, kitchen):
    client_id = uuid.uuid4()
    commit([draft(ada, kitchen, client_id)])
    outcomes = commit([*(draft(ada, kitchen, client_id) for _ in range(50)), draft(ada, kitchen)])
    assert results(outcomes) == [True] * 50 + [False]
    assert charges_left(ada) == limit.burst - 2


def test_a_duplicate_before_a_new_message_leaves_the_last_charge_to_it(ada, kitchen):
    client_id = uuid.uuid4()
    commit([draft(ada, kitchen, client_id)])
    limit.charge_many({ada.pk: limit.burst - 2})
    assert results(commit([draft(ada, kitchen, client_id), draft(ada, kitchen)])) == [True, False]


def test_a_stored_message_is_answered_with_its_numbers_even_over_the_limit(ada, kitchen):
    client_id = uuid.uuid4()
    [stored] = commit([draft(ada, kitchen, client_id)])
    charges_left(ada)
    assert commit([draft(ada, kitchen, client_id)]) == [stored.model_copy(update={"duplicate": True})]
    assert results(commit([draft(ada, kitchen)])) == ["rate_limited"]


def test_every_attempt_at_a_batch_uses_the_same_charge(ada, kitchen):
    drafts = [draft(ada, kitchen) for _ in range(limit.burst)]
    with Allowance(drafts) as paid:
        for _ in range(3):
            for each in drafts:
                paid.spend(each, kitchen)
    assert charges_left(ada) == 0


def test_an_unlimited_room_costs_nothing_and_is_not_charged_again_once_known(ada, charged):
    arena = create_room(ada, name="Arena", is_unlimited=True)
    for _ in range(2):
        assert results(commit([draft(ada, arena) for _ in range(limit.burst * 2)])) == [False] * limit.burst * 2
    assert charged == [{"messages": {ada.pk: limit.burst * 2}}, {"messages": {ada.pk: -limit.burst}}]
    assert charges_left(ada) == limit.burst


def test_an_unlimited_room_whose_id_belongs_to_another_room_now_is_limited(ada, kitchen):
    allowance._unlimited_rooms.add(kitchen.pk)
    outcomes = commit([draft(ada, kitchen) for _ in range(limit.burst + 1)])
    assert results(outcomes) == [False] * limit.burst + ["rate_limited"]
    assert kitchen.pk not in allowance._unlimited_rooms


def test_spending_more_than_was_granted_is_refused(ada):
    drafts = [Send(ada.pk, 7, "hello", uuid.uuid4()) for _ in range(limit.burst + 1)]
    with Allowance(drafts) as paid, pytest.raises(RateLimited):
        for each in drafts:
            paid.spend(each, Room(pk=7))


# --- Changes


def test_edits_are_charged_like_messages(ada, kitchen, say):
    message = say(ada, kitchen)
    outcomes = commit([Edit(ada.pk, message.pk, f"text {number}") for number in range(limit.burst)])
    assert [isinstance(outcome, ChatError) for outcome in outcomes] == [False] * (limit.burst - 1) + [True]
    assert outcomes[-1].code == "rate_limited"
    assert results(commit([draft(ada, kitchen)])) == ["rate_limited"]


def test_other_changes_have_a_limit_of_their_own(ada, bob, kitchen, say):
    message, burst = say(ada, kitchen), limits["changes"].burst
    for number in range(burst):
        assert not isinstance(commit([React(ada.pk, message.pk, "👍", number % 2 == 0)])[0], ChatError)
    changes = [React(ada.pk, message.pk, "👍", True), Pin(ada.pk, message.pk, True), Delete(ada.pk, message.pk)]
    assert [outcome.code for outcome in commit(changes)] == ["rate_limited"] * 3
    assert not isinstance(commit([React(bob.pk, message.pk, "👍", True)])[0], ChatError)
    assert results(commit([draft(ada, kitchen)])) == [False]


def test_messages_and_changes_of_a_batch_are_charged_in_one_call(ada, bob, kitchen, say, charged):
    message = say(ada, kitchen)
    charged.clear()
    commit([draft(ada, kitchen), React(bob.pk, message.pk, "👍", True), Edit(ada.pk, message.pk, "new")])
    assert charged == [{"messages": {ada.pk: 2}, "changes": {bob.pk: 1}}]


def test_what_staff_delete_as_staff_costs_nothing(ada, eve, kitchen, say, charged):
    message = say(ada, kitchen)
    charged.clear()
    commit([Delete(eve.pk, message.pk, as_staff=True)])
    assert charged == []


def test_a_change_in_an_unlimited_room_costs_nothing(ada):
    arena = create_room(ada, name="Arena", is_unlimited=True)
    [sent] = commit([draft(ada, arena)])
    commit([React(ada.pk, sent.message_id, "👍", True)])
    left = limits["changes"].charge_many({ada.pk: 1_000})[ada.pk].passed
    assert left == limits["changes"].burst


def test_commands_that_set_something_up_are_free(ada, kitchen, charged):
    with free_of_charge():
        assert results(commit([draft(ada, kitchen) for _ in range(limit.burst * 2)])) == [False] * limit.burst * 2
    assert charged == []
