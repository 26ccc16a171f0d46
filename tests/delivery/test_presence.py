"""Presence over two processes: two Presence objects, each with its hub, that share a layer and a cache."""

import random

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisGone

from chat import conf
from chat.delivery import leases
from chat.delivery.announce import to_user
from chat.delivery.announcements import Control
from chat.delivery.presence import Presence
from chat.errors import Unavailable
from tests.delivery.conftest import FakeSubscriber
from tests.delivery.presence_stage import (
    ADA,
    BOB,
    CY,
    START,
    Process,
    seen_by,
    settle,
    start_process,
    statuses,
    stop,
    tick,
)
from tests.support.waiting import let_tasks_run

pytestmark = pytest.mark.usefixtures("own_cache")


@pytest.fixture
async def two(layer):
    processes = await start_process(), await start_process()
    await settle(START - 10, *processes)
    yield processes
    await stop(*processes)


async def test_a_newcomer_is_shown_to_those_who_watch_them_on_every_process(two):
    here, there = two
    bob, cy = await there.attach(BOB, 7, watch=[ADA]), await there.attach(CY, 7)
    await tick(START, here, there)
    await here.attach(ADA, 7)
    await tick(START + 1, here, there)
    assert seen_by(bob) == [(ADA, "online")]
    assert seen_by(cy) == [], "a room in common makes no difference"
    assert statuses(ADA, here, there) == ["online", "online"]


async def test_a_new_watch_replaces_the_one_before(two):
    here, there = two
    bob = await there.attach(BOB, watch=[ADA])
    there.hub.watch(bob, [CY])
    await here.attach(ADA), await here.attach(CY)
    await tick(START, here, there)
    assert seen_by(bob) == [(CY, "online")]
    there.hub.watch(bob, [])
    assert there.hub.watches.people == {}


async def test_a_connection_without_a_watch_gets_the_presence_of_its_direct_peers(two):
    here, there = two
    bob = await there.attach(BOB, 7)
    there.hub.apply_snapshot(bob, {7: (0, 0)}, [ADA])
    await here.attach(ADA, 7)
    await tick(START, here, there)
    assert seen_by(bob) == [(ADA, "online")]
    there.hub.watch(bob, [ADA, CY])
    there.hub.watch(bob, [CY])
    for tab in list(here.hub.users[ADA]):
        here.set_status(tab, "away")
    await tick(START + 1, here, there)
    assert seen_by(bob) == [(ADA, "away")], "peers stay watched, and are announced once"


async def test_the_peers_of_a_new_direct_room_are_shown_and_watched(two):
    here, there = two
    bob, ada = await there.attach(BOB), await here.attach(ADA)
    await tick(START, here, there)
    there.hub.deliver(to_user(BOB, control=Control("join", BOB, 9, peers=(ADA, BOB))))
    assert seen_by(bob) == [(ADA, "online")]
    here.set_status(ada, "away")
    await tick(START + 1, here, there)
    assert seen_by(bob) == [(ADA, "away")]
    assert there.hub.watches.watchers(BOB) == frozenset()


async def test_a_connection_that_has_gone_leaves_no_watch(two):
    _, there = two
    bob = await there.attach(BOB, 7, watch=[ADA, CY], room=7)
    there.hub.apply_snapshot(bob, {7: (0, 0)}, [ADA])
    there.detach(bob)
    there.hub.watch(bob, [ADA], 7)
    assert (there.hub.watches.people, there.hub.watches.rooms) == ({}, {})


async def test_a_person_is_away_once_every_tab_on_every_process_is(two):
    here, there = two
    tabs = [(here, await here.attach(ADA)), (here, await here.attach(ADA)), (there, await there.attach(ADA))]
    watcher = await there.attach(BOB, watch=[ADA])
    await tick(START, here, there)
    seen_by(watcher)
    seen = []
    for process, tab in tabs:
        process.set_status(tab, "away")
        await tick(START + 1, here, there)
        seen.append((statuses(ADA, here, there), seen_by(watcher)))
    assert seen == [(["online"] * 2, []), (["online"] * 2, []), (["away"] * 2, [(ADA, "away")])]
    here.set_status(tabs[0][1], "online")
    await tick(START + 2, here, there)
    assert seen_by(watcher) == [(ADA, "online")]


@pytest.mark.parametrize(
    ("cleanly", "grace"), [(True, conf.PRESENCE_GRACE_CLEAN), (False, conf.PRESENCE_GRACE)], ids=["clean", "lost"]
)
async def test_a_person_who_disconnects_goes_offline_after_the_grace_period(two, cleanly, grace):
    here, there = two
    ada, watcher = await here.attach(ADA), await there.attach(BOB, watch=[ADA])
    await tick(START, here, there)
    seen_by(watcher)
    here.detach(ada, cleanly=cleanly)
    await tick(START, here, there)
    await tick(START + grace - 0.1, here, there)
    assert (seen_by(watcher), statuses(ADA, here, there)) == ([], ["online", "online"])
    await tick(START + grace, here, there)
    assert (seen_by(watcher), statuses(ADA, here, there)) == ([(ADA, "offline")], ["offline", "offline"])


async def test_only_a_person_who_goes_offline_gets_a_last_seen_time(two):
    here, _ = two
    watcher, ada = await here.attach(BOB, watch=[ADA]), await here.attach(ADA)
    await here.tick(START)
    here.detach(ada)
    await here.tick(START)
    await here.tick(START + conf.PRESENCE_GRACE)
    moments = [event["data"]["lastSeenAt"] for event in watcher.pop_events("presence")]
    assert moments[0] is None
    assert moments[1].endswith("Z")


async def test_a_person_who_hides_goes_offline_everywhere_and_nobody_is_told_when(two):
    here, there = two
    for process in two:
        await process.attach(ADA)
    watchers = [await process.attach(BOB, watch=[ADA]) for process in two]
    await tick(START, here, there)
    for watcher in watchers:
        seen_by(watcher)
    for process in two:
        process.hub.deliver(to_user(ADA, control=Control("hide", ADA)))
    await tick(START + 1, here, there)
    for watcher in watchers:
        [event] = watcher.pop_events("presence")
        assert (event["data"]["status"], event["data"]["lastSeenAt"]) == ("offline", None)
    await settle(START + 1, here, there, seconds=conf.PRESENCE_LEASE)
    assert statuses(ADA, here, there) == ["offline", "offline"]
    assert [seen_by(watcher) for watcher in watchers] == [[], []]
    for process in two:
        process.hub.deliver(to_user(ADA, control=Control("show", ADA)))
    await tick(START + 100, here, there)
    assert [seen_by(watcher) for watcher in watchers] == [[(ADA, "online")]] * 2


@pytest.mark.parametrize("cleanly", [True, False])
@pytest.mark.parametrize("back", [0, 1], ids=["a reload", "moving to another process"])
async def test_a_person_who_comes_back_soon_is_not_seen_to_go(two, cleanly, back):
    here, there = two
    ada, watcher = await here.attach(ADA), await there.attach(BOB, watch=[ADA])
    await tick(START, here, there)
    seen_by(watcher)
    here.detach(ada, cleanly=cleanly)
    await tick(START + 0.1, here, there)
    await two[back].attach(ADA)
    for later in (0.5, 1.5, 10, 30):
        await tick(START + later, here, there)
    assert seen_by(watcher) == []


# --- Processes that start, die and miss something


async def test_the_people_of_a_killed_process_stay_until_its_lease_expires(two):
    here, there = two
    await here.attach(ADA)
    watcher = await there.attach(BOB, watch=[ADA])
    now = await settle(START, here, there)
    seen_by(watcher)
    now = await settle(now, there, seconds=20)
    assert seen_by(watcher) == []
    cache.delete(leases.slot_key(here.presence.exchange.leases.slot))  # The cache does this when the lease expires.
    await settle(now, there, seconds=conf.PRESENCE_CHECK)
    assert (seen_by(watcher), statuses(ADA, there)) == ([(ADA, "offline")], ["offline"])


async def test_a_process_that_starts_soon_knows_everybody(two):
    here, there = two
    await here.attach(ADA), await there.attach(BOB)
    await tick(START, here, there)
    late = await start_process()
    watcher = await late.attach(CY, watch=[ADA, BOB])
    await settle(START, here, there, late, seconds=3)
    assert sorted(seen_by(watcher)) == [(ADA, "online"), (BOB, "online")]
    await stop(late)


async def test_lost_announcements_are_filled_from_a_snapshot(two, layer, monkeypatch):
    here, there = two
    ada, watcher = await here.attach(ADA), await there.attach(BOB, watch=[ADA, CY])
    now = await settle(START, here, there)
    with monkeypatch.context() as lossy:
        lossy.setitem(layer.groups, "everyone", set())
        here.set_status(ada, "away")
        await here.tick(now + 0.1)
    seen_by(watcher)
    await here.attach(CY)
    now = await settle(now, here, there, seconds=3)
    assert sorted(seen_by(watcher)) == [(ADA, "away"), (CY, "online")], "the next announcement shows the gap"
    with monkeypatch.context() as lossy:
        lossy.setitem(layer.groups, "everyone", set())
        here.set_status(ada, "online")
        await here.tick(now + 0.1)
    await settle(now, here, there, seconds=conf.PRESENCE_RENEWAL + 2)
    assert seen_by(watcher) == [(ADA, "online")], "and so does the snapshot, when nothing follows"


async def test_a_process_that_was_suspended_for_longer_than_its_lease_is_seen_again(two):
    here, there = two
    await here.attach(ADA)
    watcher = await there.attach(BOB, watch=[ADA])
    now = await settle(START, here, there)
    seen_by(watcher)
    slot = here.presence.exchange.leases.slot
    cache.delete(leases.slot_key(slot))
    late = await start_process()
    now = await settle(now, there, late, seconds=20)
    assert (seen_by(watcher), late.presence.exchange.leases.slot) == ([(ADA, "offline")], slot)
    now = await settle(now, here, there, late, seconds=20)
    assert seen_by(watcher) == [(ADA, "online")]
    assert [statuses(user, here, there, late) for user in (ADA, BOB)] == [["online"] * 3] * 2
    assert here.presence.exchange.leases.slot != slot
    await stop(late)


class Onlooker:
    """Someone who asked once and then follows the events."""

    def __init__(self, process: Process, subscriber: FakeSubscriber) -> None:
        self.process, self.subscriber = process, subscriber
        self.watched: list[int] = []
        self.seen: dict[int, str] = {}

    def watch(self, user_ids: list[int]) -> None:
        self.process.hub.watch(self.subscriber, user_ids)
        self.watched, self.subscriber.texts = user_ids, []
        self.seen = self.fresh_view()

    def fresh_view(self) -> dict[int, str]:
        return {user_id: self.process.presence.status_of(user_id) for user_id in self.watched}

    def view(self) -> dict[int, str]:
        self.seen |= dict(seen_by(self.subscriber))
        return self.seen


@pytest.mark.parametrize("seed", range(20))
async def test_what_is_watched_equals_a_fresh_answer_whatever_is_lost(two, layer, seed):
    """People on two processes connect, disconnect and change their status, while announcements and leases get lost."""
    rng, crowd, now, everyone = random.Random(seed), {}, START, set(layer.groups["everyone"])
    for _ in range(80):
        user_id = rng.randint(1, 8)
        if user_id not in crowd:
            process = rng.choice(two)
            crowd[user_id] = Onlooker(process, await process.attach(user_id))
        elif rng.random() < 0.3:
            gone = crowd.pop(user_id)
            gone.process.detach(gone.subscriber, cleanly=rng.random() < 0.5)
        else:
            onlooker = crowd[user_id]
            onlooker.process.set_status(onlooker.subscriber, rng.choice(["online", "away"]))
        if crowd:
            rng.choice(list(crowd.values())).watch(rng.sample(range(1, 9), rng.randint(0, 8)))
        chance = rng.random()
        layer.groups["everyone"] = set() if chance < 0.3 else set(everyone)
        if chance > 0.95:
            cache.clear()
        now += rng.choice([0.5, 0.5, conf.PRESENCE_GRACE])
        await tick(now, *two)
        for each in crowd.values():
            assert each.view() == each.fresh_view()
    layer.groups["everyone"] = everyone
    await settle(now, *two, seconds=2 * conf.PRESENCE_RENEWAL + 5)
    here = {id: onlooker.subscriber.status for id, onlooker in crowd.items()}
    for each in crowd.values():
        assert each.view() == each.fresh_view() == {id: here.get(id, "offline") for id in each.watched}


# --- The cache fails


class Broken:
    """A cache that does not answer."""

    def __getattr__(self, name: str):
        def fail(*args: object, **kwargs: object) -> None:
            raise RedisGone("no cache")

        return fail


async def test_everyone_keeps_the_last_view_while_the_cache_fails(two, monkeypatch):
    here, there = two
    await here.attach(ADA)
    watcher = await there.attach(BOB, watch=[ADA])
    await tick(START, here, there)
    seen_by(watcher)
    monkeypatch.setattr(leases, "cache", Broken())
    for later in (10, 20, 60):
        with pytest.raises(Unavailable):
            await there.tick(START + later)
    assert (seen_by(watcher), statuses(ADA, there)) == ([], ["online"])


async def test_what_changes_while_the_stores_fail_is_shown_here_at_once_and_elsewhere_afterwards(
    two, layer, monkeypatch
):
    here, there = two
    near, far = await here.attach(BOB, watch=[ADA]), await there.attach(BOB, watch=[ADA])
    now = await settle(START, here, there)
    with monkeypatch.context() as broken:
        broken.setattr(leases, "cache", Broken())
        layer.broken = True
        await here.attach(ADA)
        with pytest.raises(Unavailable):
            await here.tick(now + 2)
        layer.broken = False
    assert seen_by(near) == [(ADA, "online")]
    await settle(now + 2, here, there, seconds=3)
    assert seen_by(far) == [(ADA, "online")]


async def test_a_cache_that_lost_everything_sends_nobody_offline(two):
    here, there = two
    await here.attach(ADA)
    watcher = await there.attach(BOB, watch=[ADA])
    now = await settle(START, here, there)
    seen_by(watcher)
    now = await settle(now, there, seconds=conf.PRESENCE_RENEWAL)  # `here` has not announced anything for a while.
    cache.clear()
    now = await settle(now, there, seconds=10)
    await settle(now, here, there, seconds=30)
    assert (seen_by(watcher), statuses(ADA, here, there)) == ([], ["online", "online"])


async def test_the_worker_survives_a_failure(two, monkeypatch, caplog):
    here, _ = two
    ticks = []

    async def fail(self: Presence) -> None:
        ticks.append(True)
        if len(ticks) == 3:
            raise KeyboardInterrupt
        raise Unavailable

    monkeypatch.setattr(conf, "PRESENCE_POLL", 0)
    monkeypatch.setattr(Presence, "tick", fail)
    with pytest.raises(KeyboardInterrupt):
        await here.presence.run()
    assert caplog.text.count("not exchanged") == 2


async def test_a_site_of_one_process_uses_no_cache(alone, monkeypatch):
    monkeypatch.setattr(leases, "cache", Broken())
    process = await start_process()
    watcher = await process.attach(BOB, watch=[ADA])
    await process.attach(ADA)
    await process.tick(START)
    assert seen_by(watcher) == [(ADA, "online")]
    await stop(process)


async def test_many_changes_at_once_arrive_in_batches(two, monkeypatch):
    here, there = two
    watcher = await there.attach(BOB, watch=range(100, 300))
    await tick(START, here, there)
    for user_id in range(100, 300):
        await here.attach(user_id)
    await tick(START + 1, here, there)
    await let_tasks_run(50)
    assert sorted(seen_by(watcher)) == [(user_id, "online") for user_id in range(100, 300)]
