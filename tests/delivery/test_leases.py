"""Each object acts as one process; they share a cache."""

import pytest
from django.core.cache import cache

from chat import conf
from chat.delivery import leases as module
from chat.delivery.leases import SLOTS_KEY, Findings, Leases, Snapshot, people_key, slot_key

pytestmark = pytest.mark.usefixtures("own_cache")


def snapshot(*user_ids: int, number: int = 0) -> Snapshot:
    return Snapshot(number, dict.fromkeys(user_ids, "online"))


def process(user_id: int) -> Leases:
    """A process that serves one person and has stored its snapshot."""
    leases = Leases(f"process {user_id}")
    leases.exchange(snapshot(user_id), {})
    return leases


def look(leases: Leases, known: dict[str, int] | None = None) -> Findings:
    return leases.exchange(None, known or {})


def others(leases: Leases) -> set[int]:
    return {user_id for found in look(leases).snapshots.values() for user_id in found.people}


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


def test_only_snapshots_with_news_are_read():
    here, _, there = process(1), process(2), process(3)
    there.exchange(snapshot(3, number=5), {})
    found = look(here, {"process 2": 0, "process 3": 4})
    assert found.snapshots == {"process 3": snapshot(3, number=5)}
    assert found.alive == {"process 2", "process 3"}


def test_a_snapshot_of_another_process_in_the_same_slot_is_not_taken():
    here, there = process(1), process(2)
    cache.set(people_key(there.slot), {"process": "process 9", "number": 7, "people": {9: "online"}})
    assert look(here).snapshots == {}


def test_a_process_notices_that_its_lease_is_lost_and_takes_another_slot():
    here, there = process(1), process(2)
    slot = here.slot
    cache.delete(slot_key(slot))
    assert process(9).slot == slot
    found = here.exchange(snapshot(1, number=1), {})
    assert (found.lost_own, here.slot) == (True, 2)
    assert others(there) == {1, 9}
    assert not look(here).lost_own


def test_processes_that_start_together_do_not_hide_one_another(monkeypatch):
    """Two processes take slots before either has raised the number of slots."""
    slow, claimed = Leases("slow"), Leases._claimed

    def claim_slowly(self: Leases, lease: object):
        for slot in claimed(self, lease):
            monkeypatch.setattr(Leases, "_claimed", claimed)
            process(2)
            yield slot

    monkeypatch.setattr(Leases, "_claimed", claim_slowly)
    slow.exchange(snapshot(1), {})
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


class Recorder:
    """The cache, with a record of the lifetime of everything that is stored under a lease."""

    def __init__(self) -> None:
        self.lifetimes: list[float | None] = []

    def __getattr__(self, name: str):
        return getattr(cache, name)

    def add(self, key: str, value: object, timeout: float | None) -> bool:
        self.lifetimes += [timeout] if "slot:" in key or "people:" in key else []
        return cache.add(key, value, timeout)

    def set(self, key: str, value: object, timeout: float | None) -> None:
        self.lifetimes.append(timeout)
        cache.set(key, value, timeout)


def test_everything_under_a_lease_expires_with_it_and_lasts_for_several_renewals(monkeypatch):
    monkeypatch.setattr(module, "cache", recorder := Recorder())
    process(1)
    assert set(recorder.lifetimes) == {conf.PRESENCE_LEASE}
    assert conf.PRESENCE_RENEWAL * 2 < conf.PRESENCE_LEASE
