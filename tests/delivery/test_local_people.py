"""The people whom one process serves."""

import pytest

from chat import conf
from chat.delivery.local_people import LocalPeople
from tests.delivery.conftest import attached

ADA, BOB = 1, 2


@pytest.fixture
def local(hub) -> LocalPeople:
    return LocalPeople(hub)


async def test_only_changes_are_reported_and_each_once(hub, local):
    await attached(hub, ADA, [7])
    assert local.take_changes(0) == {ADA: "online"}
    second = await attached(hub, ADA, [7])
    second.status = "away"
    hub.mark_changed(ADA)
    hub.mark_changed(BOB)
    assert local.take_changes(1) == {}
    assert local.people == {ADA: "online"}


async def test_someone_in_the_grace_period_is_still_here(hub, local):
    ada = await attached(hub, ADA, [])
    local.take_changes(0)
    hub.detach(ada)
    assert local.take_changes(0) == {}
    hub.mark_changed(ADA)
    assert local.take_changes(conf.PRESENCE_GRACE - 1) == {}, "looking again does not prolong it"
    assert local.people == {ADA: "online"}
    assert local.take_changes(conf.PRESENCE_GRACE) == {ADA: "offline"}
    assert local.people == {}


async def test_someone_who_came_and_went_between_two_looks_was_never_here(hub, local):
    hub.detach(await attached(hub, ADA, []))
    assert local.take_changes(0) == {}
    assert local.take_changes(100) == {}


async def test_a_proper_close_shortens_one_grace_period_only(hub, local):
    for cleanly, grace in ((True, conf.PRESENCE_GRACE_CLEAN), (False, conf.PRESENCE_GRACE)):
        ada = await attached(hub, ADA, [])
        local.take_changes(0)
        if cleanly:
            hub.left_cleanly.add(ADA)
        hub.detach(ada)
        local.take_changes(0)
        assert local.take_changes(grace - 0.1) == {}
        assert local.take_changes(grace) == {ADA: "offline"}


async def test_somebody_who_hides_their_presence_goes_at_once_and_comes_back_when_they_show_it(hub, local):
    tabs = [await attached(hub, ADA, []) for _ in range(2)]
    local.take_changes(0)
    hub.set_hidden(tabs, True)
    assert (local.take_changes(1), local.hides(ADA)) == ({ADA: "offline"}, True)
    hub.detach(tabs[0])
    assert local.take_changes(2) == {}
    hub.set_hidden(tabs[1:], False)
    assert local.take_changes(3) == {ADA: "online"}


async def test_somebody_who_comes_hidden_is_never_here(hub, local):
    ada = await attached(hub, ADA, [])
    ada.hides_presence = True
    assert (local.take_changes(0), local.people) == ({}, {})
    hub.detach(ada)
    assert local.take_changes(100) == {}
