"""Faults of Redis: T5 to T8, T10 and T23."""

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
"""The lines that channels-redis logs, with a traceback, when Redis is gone."""


async def test_t5_a_redis_restarted_empty_loses_nothing(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(60)
        crowd.begin()
        await asyncio.to_thread(site.redis.kill)
        await crowd.acks(100)  # Everybody writes while Redis is away.
        await asyncio.to_thread(site.redis.start)
        await crowd.acks(100)
        await crowd.conclude("T5", "Redis killed under load, restarted empty", expected=LAYER)


@pytest.mark.long
async def test_t6_the_site_works_without_redis_and_nobody_is_far_behind(make_site):
    """A minute is enough, because the healer's work does not change with time."""
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
        await crowd.conclude("T6", "no Redis for 60 s", expected=LAYER, extra=grown)


@pytest.mark.long
async def test_t7_a_hanging_redis_delays_no_ack(make_site):
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
        back.resume()
        waits = crowd.ack_waits(crowd.began, ended)
        await crowd.acks(100)
        note = f"ack p99 {figures.spread(waits)[1]:.2f} s while it hung"
        await crowd.conclude("T7", "Redis hangs for 30 s", expected=LAYER, extra=grown, note=note)


@pytest.mark.long
async def test_t8_a_hundred_cut_subscriptions_are_healed(make_site):
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
        await crowd.conclude("T8", f"CLIENT KILL TYPE pubsub, 100 times ({killed} cut)", expected=LAYER)
    assert killed > 20


@pytest.mark.long
async def test_t23_a_worker_without_redis_still_gets_the_messages_of_the_other(make_site):
    site = await make_site(1)
    back = await site.add_back("redis", site.redis.port)
    await site.add_server(redis=f"redis://127.0.0.1:{back.port}/0")
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        crowd.begin()
        back.stall()
        await asyncio.sleep(40)
        back.cut("rst")
        back.resume()
        await crowd.acks(200)
        await crowd.conclude("T23", "one of two workers cut off from Redis for 40 s", expected=LAYER)


def grown_since(before: list[Memory], site: Site) -> list[Violation]:
    """I8: the servers' memory, threads and open files do not grow."""
    found = []
    for old, server in zip(before, site.servers, strict=True):
        new = memory_of(server.pid)
        if new.rss > old.rss * 1.2 or new.threads > old.threads + 8 or new.files > old.files + 40:
            found.append(Violation("I8", f"{old} grew to {new}"))
    return found


STALL = """
import time
from chat.delivery.hub import hub
hub.call_soon(lambda hub: time.sleep(3))
"""


async def test_t10_messages_dropped_by_the_channel_layer_are_healed(make_site):
    """Redis disconnects a subscriber that does not read: a worker stalls while more is published than may wait."""
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
        await crowd.conclude("T10", "layer overflow: a burst of 360 while a worker stands still", expected=LAYER)
    assert dropped, "Redis dropped nothing, so nothing was tested"


async def _burst(site: Site, person: dict[str, Any], count: int) -> None:
    """Send long messages as fast as the first worker takes them."""
    client, room = await Client.connect(site.urls[0], token=person["token"]), site.rooms_of(person["id"])[0]
    data = {"roomId": room, "content": "x" * 3_900}
    # Few at the same time, so that the events do not overflow this client's own outbox.
    for _ in range(count // 20):
        answers = [await client.start("chat:send", clientId=new_id(), **data) for _ in range(20)]
        assert all([(await answer)["data"]["success"] for answer in answers])
    await client.close()
