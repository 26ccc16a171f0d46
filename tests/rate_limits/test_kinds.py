"""Every action that writes in a person's name is charged to that person."""

import importlib
import inspect
import pkgutil
from types import SimpleNamespace

import pytest

import chat.actions
from chat import conf
from chat.errors import RateLimited
from chat.rate_limits import kinds
from chat.rate_limits.kinds import charge, free_of_charge, limited, limits

COMMITTED_AS_DRAFTS = {
    "chat.actions.messages.messages": {"draft", "draft_edit", "draft_delete", "send", "edit", "delete"},
    "chat.actions.messages.polls": {"draft", "draft_vote", "draft_close", "vote", "close"},
    "chat.actions.messages.pins": {"draft", "pin"},
    "chat.actions.messages.reactions": {"draft", "react"},
    "chat.actions.link_previews.link_previews": {"draft_remove", "remove_previews"},
    "chat.actions.later.scheduled": {"prepare", "send_now"},
}
"""Charged with their batch, see tests/actions/changes/test_allowance.py, or for the time that they take."""
CHARGED_INSIDE = {
    "chat.actions.rooms.rooms": {"open_direct"},  # only if the conversation is new
    "chat.actions.files.uploads": {"begin", "upload"},
    "chat.actions.people.tokens": {"issue"},
}
OF_STAFF = {
    "chat.actions.people.users": {"deactivate", "reactivate"},
    "chat.actions.people.invitations": {"withdraw"},
    "chat.actions.people.staff_rights": {"set_rights", "account_for_staff"},
    "chat.actions.people.email_addresses": {"set_by_superuser"},
    "chat.actions.people.signup_locks": {"close", "reopen"},
    "chat.actions.people.two_step": {"reset"},
}
WITHOUT_A_RATE = {
    "chat.actions.messages.typing": {"start", "stop"},  # stored nowhere, and throttled by the connection
    "chat.actions.messages.read_marks": {"mark"},  # gathered into few transactions, and throttled by the person's pace
    "chat.actions.files.uploads": {"remove"},  # as often as uploads
    "chat.actions.people.tokens": {"revoke"},  # as often as tokens are issued
    "chat.actions.people.email_addresses": {"confirm", "change"},  # as often as links are mailed
    # These are parts of other actions.
    "chat.actions.rooms.membership_changes": {"add_members", "remove_member"},
    "chat.actions.rooms.lines": {"member_line"},
    "chat.actions.rooms.removals": {"record", "lift"},
    "chat.actions.rooms.memberships": {"bring_in", "expel"},
    "chat.actions.rooms.invitations": {"to_be_asked", "invite", "decline"},
    "chat.actions.changes.numbering": {"write_system_line"},
    "chat.actions.moderation.audit": {"record"},
    "chat.actions.moderation.room_rules": {"record"},
    "chat.actions.moderation.measures": {"kick", "let_back"},
}


@pytest.fixture
def person(monkeypatch):
    monkeypatch.setattr(limits["rooms"], "rate", 0.001)
    monkeypatch.setattr(limits["rooms"], "burst", 2)
    return SimpleNamespace(pk=1, is_staff=True)


@limited("rooms")
def build(*, by, as_staff=False):
    """Build something."""
    return "built"


def test_an_action_is_charged_to_the_one_who_acts(person):
    assert [build(by=person), build(by=person)] == ["built"] * 2
    with pytest.raises(RateLimited) as refused:
        build(by=person)
    assert refused.value.retry_after_ms > 0
    assert build(by=SimpleNamespace(pk=2, is_staff=False)) == "built"


def test_each_kind_has_its_own_limit(person):
    for _ in range(2):
        build(by=person)
    charge("topics", person.pk)


def test_staff_who_act_as_staff_are_not_charged(person):
    assert [build(by=person, as_staff=True) for _ in range(5)] == ["built"] * 5
    person.is_staff = False
    with pytest.raises(RateLimited):
        for _ in range(5):
            build(by=person, as_staff=True)


def test_nobody_is_charged_while_something_is_set_up(person):
    with free_of_charge():
        assert [build(by=person) for _ in range(5)] == ["built"] * 5
    assert not kinds.is_free()
    build(by=person)


def test_the_limits_are_those_of_the_configuration():
    assert {kind: (limit.rate, limit.burst) for kind, limit in limits.items()} == dict(conf.RATES)


def test_every_action_in_a_persons_name_is_charged():
    found = set()
    for module in pkgutil.walk_packages(chat.actions.__path__, "chat.actions."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            is_own = function.__module__ == module.name and not name.startswith("_")
            if is_own and "by" in inspect.signature(function).parameters and not hasattr(function, "__wrapped__"):
                found.add((module.name, name))
    known = [COMMITTED_AS_DRAFTS, CHARGED_INSIDE, OF_STAFF, WITHOUT_A_RATE]
    assert found == {(module, name) for table in known for module, names in table.items() for name in names}
