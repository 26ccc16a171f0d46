"""Who is online. Two Presence objects, each with a hub, share a cache and act as two processes."""

import random
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisGone

from chat import conf
from chat.delivery import leases
from chat.delivery.hub import Hub
from chat.delivery.presence import Presence
from chat.errors import Unavailable
from tests.delivery.conftest import FakeSubscriber

ADA, BOB, CY = 1, 2, 3
START = 1_000.0

pytestmark = pytest.mark.usefixtures("own_cache", "alone")


@dataclass
class Process:
    hub: Hub
    presence: Presence

    async def attach(self, user_id: int, *rooms: int) -> FakeSubscriber:
        subscriber = FakeSubscriber(self.hub, user_id)
        await self.hub.attach(subscriber, rooms)
        return subscriber

    def detach(self, subscriber: FakeSubscriber, *, cleanly: bool = False) -> None:
        if cleanly:
            self.hub.left_cleanly.add(subscriber.user_id)
        self.hub.detach(subscriber)

    async def tick(self, now: float) -> None:
        await self.presence.tick(now)


def process() -> Process:
    hub = Hub()
    return Process(hub, Presence(hub))


@pytest.fixture
def two():
    return process(), process()


async def tick(now: float, *processes: Process) -> None:
    """Tick each process twice, so that the first ones see what the later ones wrote."""
    for _ in range(2):
        for each in processes:
            await each.tick(now)


def seen_by(subscriber: FakeSubscriber) -> list[tuple[int, str]]:
    return [(event["data"]["userId"], event["data"]["status"]) for event in subscriber.pop_events("presence")]


def statuses(user_id: int, *processes: Process) -> list[str]:
    return [each.presence.status_of(user_id) for each in processes]


async def test_a_newcomer_is_online_for_people_in_the_same_room_on_every_process(two):
    here, there = two
    bob, cy = await there.attach(BOB, 7), await there.attach(CY, 8)
    await tick(START, here, there)
    bob.pop_events(), cy.pop_events()
    await here.attach(ADA, 7)
    await tick(START + 1, here, there)
    assert seen_by(bob) == [(ADA, "online")]
    assert seen_by(cy) == []
    assert statuses(ADA, here, there) == ["online", "online"]


async def test_a_person_is_away_once_every_tab_on_every_process_is(two):
    here, there = two
    tabs = [await here.attach(ADA, 7), await here.attach(ADA, 7), await there.attach(ADA, 7)]
    watcher = await there.attach(BOB, 7)
    await tick(START, here, there)
    watcher.pop_events()
    seen = []
    for tab in tabs:
        tab.status = "away"
        tab.hub.mark_changed(ADA)
        await tick(START + 1, here, there)
        seen.append((statuses(ADA, here, there), seen_by(watcher)))
    assert seen == [(["online"] * 2, []), (["online"] * 2, []), (["away"] * 2, [(ADA, "away")])]
    tabs[0].status = "online"
    here.hub.mark_changed(ADA)
    await tick(START + 2, here, there)
    assert seen_by(watcher) == [(ADA, "online")]


@pytest.mark.parametrize(
    ("cleanly", "grace"), [(True, conf.PRESENCE_GRACE_CLEAN), (False, conf.PRESENCE_GRACE)], ids=["clean", "lost"]
)
async def test_a_person_who_disconnects_goes_offline_after_the_grace_period(two, cleanly, grace):
    here, there = two
    ada, watcher = await here.attach(ADA, 7), await there.attach(BOB, 7)
    await tick(START, here, there)
    watcher.pop_events()
    here.detach(ada, cleanly=cleanly)
    await tick(START, here, there)
    await tick(START + grace - 0.1, here, there)
    assert (seen_by(watcher), statuses(ADA, here, there)) == ([], ["online", "online"])
    await tick(START + grace, here, there)
    assert (seen_by(watcher), statuses(ADA, here, there)) == ([(ADA, "offline")], ["offline", "offline"])


async def test_only_a_person_who_goes_offline_gets_a_last_seen_time(two):
    here, _ = two
    watcher, ada = await here.attach(BOB, 7), await here.attach(ADA, 7)
    await here.tick(START)
    here.detach(ada)
    await here.tick(START)
    await here.tick(START + conf.PRESENCE_GRACE)
    moments = [
        event["data"]["lastSeenAt"] for event in watcher.pop_events("presence") if event["data"]["userId"] == ADA
    ]
    assert moments[0] is None
    assert moments[1].endswith("Z")


@pytest.mark.parametrize("cleanly", [True, False])
async def test_a_reload_is_invisible(two, cleanly):
    here, there = two
    ada, watcher = await here.attach(ADA, 7), await there.attach(BOB, 7)
    await tick(START, here, there)
    watcher.pop_events()
    here.detach(ada, cleanly=cleanly)
    await tick(START + 0.1, here, there)
    await here.attach(ADA, 7)
    for later in (0.5, 1.5, 10):
        await tick(START + later, here, there)
    assert seen_by(watcher) == []


async def test_moving_to_another_process_is_invisible(two):
    here, there = two
    ada, watcher = await here.attach(ADA, 7), await there.attach(BOB, 7)
    await tick(START, here, there)
    watcher.pop_events()
    here.detach(ada)
    await tick(START + 0.1, here, there)
    await there.attach(ADA, 7)
    await tick(START + 0.5, here, there)
    await tick(START + 30, here, there)
    assert seen_by(watcher) == []


async def test_the_people_of_a_killed_process_stay_until_its_lease_expires(two):
    here, there = two
    await here.attach(ADA, 7)
    watcher = await there.attach(BOB, 7)
    await tick(START, here, there)
    watcher.pop_events()
    await there.tick(START + conf.PRESENCE_RENEWAL)
    assert seen_by(watcher) == []
    cache.delete(leases.slot_key(here.presence.leases.slot))  # The cache does this when the lease expires.
    await there.tick(START + 2 * conf.PRESENCE_RENEWAL)
    assert seen_by(watcher) == [(ADA, "offline")]


class Watched:
    """The cache, with a record of the lifetime of every lease that was written."""

    def __init__(self) -> None:
        self.leases: list[float | None] = []

    def __getattr__(self, name: str):
        return getattr(cache, name)

    def add(self, key: str, value: object, timeout: float) -> bool:
        if key.startswith("presence:slot:"):
            self.leases.append(timeout)
        return cache.add(key, value, timeout)

    def set(self, key: str, value: object, timeout: float | None) -> None:
        if key.startswith("presence:slot:"):
            self.leases.append(timeout)
        cache.set(key, value, timeout)


async def test_the_lease_is_renewed_well_before_it_expires(two, monkeypatch):
    here, _ = two
    watched = Watched()
    monkeypatch.setattr(leases, "cache", watched)
    await here.attach(ADA, 7)
    for now in range(0, 60, 5):
        await here.tick(START + now)
    assert watched.leases == [conf.PRESENCE_LEASE] * (1 + 55 // conf.PRESENCE_RENEWAL)
    assert conf.PRESENCE_RENEWAL * 2 < conf.PRESENCE_LEASE


async def test_entering_a_room_shows_a_person_to_its_members(two):
    here, there = two
    ada, cy = await here.attach(ADA, 7), await there.attach(CY, 8)
    await tick(START, here, there)
    cy.pop_events()
    here.hub.join_room(ADA, 8, 0, 0)
    await tick(START + 1, here, there)
    assert seen_by(cy) == [(ADA, "online")]
    assert seen_by(ada)[-1:] != [(ADA, "offline")]


async def test_leaving_a_room_hides_a_person_from_those_who_share_no_other_room(two):
    here, there = two
    ada, bob, cy = await here.attach(ADA, 7, 8), await there.attach(BOB, 7), await there.attach(CY, 7, 8)
    await tick(START, here, there)
    ada.pop_events(), bob.pop_events(), cy.pop_events()
    here.hub.leave_room(ADA, 7)
    await tick(START + 1, here, there)
    assert (seen_by(ada), seen_by(bob), seen_by(cy)) == ([(BOB, "offline")], [(ADA, "offline")], [])
    assert statuses(ADA, here, there) == ["online", "online"]


async def test_a_person_out_of_sight_gets_no_last_seen_time(two):
    here, _ = two
    bob, _ = await here.attach(BOB, 7), await here.attach(ADA, 7, 8)
    await here.tick(START)
    bob.pop_events()
    here.hub.leave_room(ADA, 7)
    await here.tick(START + 1)
    assert [event["data"]["lastSeenAt"] for event in bob.pop_events("presence")] == [None]


async def test_entering_a_room_shows_its_members(two):
    here, there = two
    ada, bob = await here.attach(ADA, 7), await there.attach(BOB, 8)
    bob.status = "away"
    await tick(START, here, there)
    ada.pop_events()
    here.hub.join_room(ADA, 8, 0, 0)
    await tick(START + 1, here, there)
    assert (BOB, "away") in seen_by(ada)


class Onlooker:
    """Someone who saw the people at the start and then follows the events."""

    def __init__(self, process: Process, subscriber: FakeSubscriber) -> None:
        self.process, self.subscriber = process, subscriber
        self.seen = self.fresh_view()

    def fresh_view(self) -> dict[int, str]:
        here = self.process.presence.here(frozenset(self.subscriber.rooms))
        return {each.user_id: each.status for each in here if each.user_id != self.subscriber.user_id}

    def view(self) -> dict[int, str]:
        self.seen |= dict(seen_by(self.subscriber))
        return {id: status for id, status in self.seen.items() if status != "offline" and id != self.subscriber.user_id}

    def move(self, rooms: set[int]) -> None:
        hub, user_id = self.process.hub, self.subscriber.user_id
        for room in rooms - self.subscriber.rooms:
            hub.join_room(user_id, room, 0, 0)
        for room in self.subscriber.rooms - rooms:
            hub.leave_room(user_id, room)


@pytest.mark.parametrize("seed", range(20))
async def test_the_first_view_and_the_events_since_equal_a_fresh_view(two, seed):
    """People on two processes connect, disconnect, enter and leave rooms at random."""
    rng, crowd, now = random.Random(seed), {}, START
    for _ in range(60):
        user_id, rooms = rng.randint(1, 6), {room for room in (7, 8, 9) if rng.random() < 0.5}
        if user_id not in crowd:
            process = rng.choice(two)
            crowd[user_id] = Onlooker(process, await process.attach(user_id, *rooms))
        elif rng.random() < 0.3:
            gone = crowd.pop(user_id)
            gone.process.detach(gone.subscriber)
        else:
            crowd[user_id].move(rooms)
        if rng.random() < 0.5:
            now += rng.choice([0.5, conf.PRESENCE_GRACE])
            await tick(now, *two)
            for each in crowd.values():
                assert each.view() == each.fresh_view()


# --- The cache fails


class Broken:
    """A cache that does not answer."""

    def __getattr__(self, name: str):
        def fail(*args: object, **kwargs: object) -> None:
            raise RedisGone("no cache")

        return fail


async def test_everyone_keeps_the_last_view_while_the_cache_fails(two, monkeypatch):
    here, there = two
    await here.attach(ADA, 7)
    watcher = await there.attach(BOB, 7)
    await tick(START, here, there)
    watcher.pop_events()
    monkeypatch.setattr(leases, "cache", Broken())
    for later in (1, 20, 60):
        with pytest.raises(Unavailable):
            await there.tick(START + later)
    assert (seen_by(watcher), statuses(ADA, there)) == ([], ["online"])


async def test_a_change_during_a_failure_is_announced_right_after_it(two, monkeypatch):
    here, there = two
    watcher = await there.attach(BOB, 7)
    await tick(START, here, there)
    watcher.pop_events()
    with monkeypatch.context() as broken:
        broken.setattr(leases, "cache", Broken())
        await here.attach(ADA, 7)
        with pytest.raises(Unavailable):
            await here.tick(START + 1)
    await tick(START + 2, here, there)
    assert seen_by(watcher) == [(ADA, "online")]


async def test_a_cache_that_lost_everything_sends_nobody_offline(two):
    here, there = two
    await here.attach(ADA, 7)
    watcher = await there.attach(BOB, 7)
    await tick(START, here, there)
    watcher.pop_events()
    cache.clear()
    for later in (0.5, 1, 1.5):
        for each in (there, here):
            await each.tick(START + later)
    assert (seen_by(watcher), statuses(ADA, here, there)) == ([], ["online", "online"])


async def test_a_process_whose_slot_was_taken_over_finds_another_one(two):
    here, there = two
    await here.attach(ADA, 7)
    await here.tick(START)
    cache.delete(leases.slot_key(here.presence.leases.slot))  # The process was suspended for longer than its lease.
    await there.attach(BOB, 7)
    await there.tick(START + 60)
    assert there.presence.leases.slot == here.presence.leases.slot
    await here.attach(CY, 7)
    await tick(START + 60.5, here, there)
    assert there.presence.leases.slot != here.presence.leases.slot
    assert [statuses(user, here, there) for user in (ADA, BOB, CY)] == [["online", "online"]] * 3


async def test_the_worker_survives_a_failure(two, monkeypatch, caplog):
    here, _ = two
    ticks = []

    async def fail() -> None:
        ticks.append(True)
        if len(ticks) == 3:
            raise KeyboardInterrupt
        raise Unavailable

    monkeypatch.setattr(conf, "PRESENCE_POLL", 0)
    monkeypatch.setattr(here.presence, "tick", fail)
    with pytest.raises(KeyboardInterrupt):
        await here.presence.run()
    assert caplog.text.count("not exchanged") == 2


# --- Counts


async def test_the_count_of_a_room_is_announced_at_most_once_a_second(two):
    here, there = two
    watcher = await here.attach(ADA, 7)
    await here.tick(START)
    for number in range(10):
        await there.attach(100 + number, 7)
        await there.tick(START + number / 10)
        await here.tick(START + number / 10)
    await here.tick(START + 1)
    counts = [event["data"]["count"] for event in watcher.pop_events("room:online")]
    assert counts == [1, 11]
    assert (here.presence.online(7), here.presence.online(8)) == (11, 0)


async def test_tabs_of_one_person_count_once_and_an_unchanged_count_is_not_announced(two):
    here, _ = two
    first, second = await here.attach(ADA, 7), await here.attach(ADA, 7)
    await here.tick(START)
    here.detach(second)
    await here.tick(START + 10)
    assert [event["data"] for event in first.pop_events("room:online")] == [{"roomId": 7, "count": 1}]
