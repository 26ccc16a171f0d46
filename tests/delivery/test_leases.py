"""Each object acts as one process; they share a cache."""

import pytest
from django.core.cache import cache

from chat import conf
from chat.delivery import leases as module
from chat.delivery.leases import SLOTS_KEY, VERSION_KEY, Leases, slot_key

pytestmark = pytest.mark.usefixtures("own_cache")


def people(*user_ids: int):
    return {user_id: ("online", frozenset({7})) for user_id in user_ids}


def process(user_id: int) -> Leases:
    """A process that serves one person and has written its lease."""
    leases = Leases(f"process {user_id}")
    leases.exchange(people(user_id), write=True, renew=False)
    return leases


def others(leases: Leases) -> set[int] | None:
    found = leases.exchange({}, write=False, renew=True)
    return None if found is None else {user_id for entry in found for user_id in entry}


def test_seventy_processes_see_the_people_of_one_another():
    processes = [process(user_id) for user_id in range(70)]
    assert [others(leases) for leases in processes] == [set(range(70)) - {own} for own in range(70)]


def test_a_slot_is_used_again_after_its_lease_expired():
    processes = [process(user_id) for user_id in range(5)]
    cache.delete(slot_key(2))
    assert process(9).slot == 2
    assert cache.get(SLOTS_KEY) == 5
    assert others(processes[0]) == {1, 3, 4, 9}


def test_leases_above_many_expired_ones_are_still_read():
    processes = [process(user_id) for user_id in range(70)]
    for slot in range(69):
        cache.delete(slot_key(slot))
    assert others(process(99)) == {69}
    assert processes[69].slot == 69


def test_nothing_is_read_while_no_lease_changes():
    here = process(1)
    assert here.exchange(people(1), write=False, renew=False) is None
    process(2)
    assert here.exchange(people(1), write=False, renew=False) == [people(2)]


def test_a_cache_that_lost_everything_is_filled_again_before_anybody_is_gone():
    processes = [process(user_id) for user_id in range(3)]
    cache.clear()
    assert [others(leases) for leases in processes] == [None] * 3
    assert cache.get(SLOTS_KEY) == 3
    assert cache.get(VERSION_KEY)


def test_processes_that_start_together_do_not_hide_one_another(monkeypatch):
    """Two processes take slots before either has raised the number of slots."""
    slow = Leases("slow")
    claim = slow._claim

    def claim_slowly(entry):
        slot = claim(entry)
        process(2)
        return slot

    monkeypatch.setattr(slow, "_claim", claim_slowly)
    slow.exchange(people(1), write=True, renew=False)
    assert others(process(3)) == {1, 2}


class Full:
    """A cache that stores nothing new."""

    def __getattr__(self, name: str):
        return getattr(cache, name)

    def add(self, *args: object) -> bool:
        return False


def test_a_process_gives_up_on_a_cache_that_stores_nothing(monkeypatch):
    monkeypatch.setattr(module, "cache", Full())
    assert process(1).slot is None


def test_a_lease_lasts_for_several_renewals():
    assert conf.PRESENCE_RENEWAL * 2 < conf.PRESENCE_LEASE
