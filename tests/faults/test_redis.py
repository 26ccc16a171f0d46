"""Faults of Redis: T5 to T8, T10 and T23. What it loses is found in the database; no ack waits for it."""

import asyncio
from typing import Any

import pytest
import redis

from tests.faults import figures
from tests.faults.checker import Violation
from tests.faults.crowd import Crowd
from tests.faults.journal import now
from tests.faults.site import Memory, Site, memory_of
from tests.support.websocket_client import Client, new_id

pytestmark = pytest.mark.faults
LAYER = ("Unexpected exception in receive task",)
"""What channels-redis says, with a traceback, of a Redis that has gone."""


async def test_t5_a_redis_that_is_restarted_empty_costs_nothing(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(60)
        crowd.begin()
        await asyncio.to_thread(site.redis.kill)
        await crowd.acks(100)  # Redis is away, and everyone writes on.
        await asyncio.to_thread(site.redis.start)
        await crowd.acks(100)
        await crowd.conclude("T5", "Redis killed under load, restarted empty", announced=LAYER)


@pytest.mark.long
async def test_t6_without_redis_the_site_goes_on_and_nobody_is_far_behind(make_site):
    """A minute shows what five would: the healer's looks do not change with time."""
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(200)
        before = [memory_of(server.pid) for server in site.servers]
        crowd.begin()
        await asyncio.to_thread(site.redis.kill)
        await asyncio.sleep(60)
        grown = grown_since(before, site)
        await asyncio.to_thread(site.redis.start)
        await crowd.acks(100)
        await crowd.conclude("T6", "no Redis for 60 s", announced=LAYER, extra=grown)


@pytest.mark.long
async def test_t7_a_redis_that_hangs_holds_up_no_ack(make_site):
    site = await make_site(0)
    back = await site.add_back("redis", site.redis.port)
    for _ in range(2):
        await site.add_server(redis=f"redis://127.0.0.1:{back.port}/0")
    async with Crowd(site) as crowd:
        await crowd.acks(200)
        before = [memory_of(server.pid) for server in site.servers]
        crowd.begin()
        back.stall()
        await asyncio.sleep(30)
        grown, ended = grown_since(before, site), now()
        back.go_on()
        waits = crowd.ack_waits(crowd.began, ended)
        await crowd.acks(100)
        note = f"ack p99 {figures.spread(waits)[1]:.2f} s while it hung"
        await crowd.conclude("T7", "Redis hangs for 30 s", announced=LAYER, extra=grown, note=note)


@pytest.mark.long
async def test_t8_subscriptions_that_are_cut_a_hundred_times_are_healed(make_site):
    site = await make_site()
    layer = redis.from_url(site.redis.url)
    async with Crowd(site) as crowd:
        await crowd.acks(50)
        crowd.begin()
        killed = 0
        for _ in range(100):
            killed += int(layer.execute_command("CLIENT", "KILL", "TYPE", "pubsub"))
            await asyncio.sleep(0.2)
        await crowd.acks(100)
        await crowd.conclude("T8", f"CLIENT KILL TYPE pubsub, 100 times ({killed} cut)", announced=LAYER)
    assert killed > 20


@pytest.mark.long
async def test_t23_a_worker_without_redis_hears_the_other_one_all_the_same(make_site):
    site = await make_site(1)
    back = await site.add_back("redis", site.redis.port)
    await site.add_server(redis=f"redis://127.0.0.1:{back.port}/0")
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        crowd.begin()
        back.stall()
        await asyncio.sleep(40)
        back.cut("rst")
        back.go_on()
        await crowd.acks(200)
        await crowd.conclude("T23", "one of two workers cut off from Redis for 40 s", announced=LAYER)


def grown_since(before: list[Memory], site: Site) -> list[Violation]:
    """I8: memory, threads and files of the servers that have not stayed what they were."""
    found = []
    for old, server in zip(before, site.servers, strict=True):
        new = memory_of(server.pid)
        if new.rss > old.rss * 1.2 or new.threads > old.threads + 8 or new.files > old.files + 40:
            found.append(Violation("I8", f"{old} has become {new}"))
    return found


STALL = """
import time
from chat.delivery.hub import hub
hub.call_soon(lambda hub: time.sleep(3))
"""


async def test_t10_what_the_layer_drops_is_healed(make_site):
    """Redis cuts off a subscriber that does not read: more is published while a worker stands still than may wait."""
    site = await make_site()
    layer = redis.from_url(site.redis.url)
    layer.config_set("client-output-buffer-limit", "pubsub 64kb 32kb 1")
    async with Crowd(site, count=16, rate=20) as crowd:
        await crowd.acks(20)
        subscribers = {client["id"] for client in layer.client_list(_type="pubsub")}
        crowd.begin()
        await site.servers[1].run(STALL)
        await asyncio.gather(*(_burst(site, person, 120) for person in site.people[16:19]))
        dropped = subscribers - {client["id"] for client in layer.client_list(_type="pubsub")}
        crowd.heal()
        await crowd.acks(40)
        await crowd.conclude("T10", "layer overflow: a burst of 360 while a worker stands still", announced=LAYER)
    assert dropped, "Redis could keep everything: the test has tested nothing"


async def _burst(site: Site, person: dict[str, Any], count: int) -> None:
    """Long messages, as fast as the first worker takes them."""
    client, room = await Client.connect(site.urls[0], token=person["token"]), site.rooms_of(person["id"])[0]
    data = {"roomId": room, "content": "x" * 3_900}
    # So few at once that what they all bring does not overflow this client's own outbox.
    for _ in range(count // 20):
        answers = [await client.start("chat:send", clientId=new_id(), **data) for _ in range(20)]
        assert all([(await answer)["data"]["success"] for answer in answers])
    await client.close()
