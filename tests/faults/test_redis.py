"""Faults of Redis: T5 to T8, T10 and T23. What it loses is found in the database; no ack waits for it."""

import asyncio
from typing import Any

import pytest
import redis

from tests.faults.crowd import Crowd
from tests.faults.site import Site
from tests.support.clients import Client, new_id

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
        crowd.heal()
        await crowd.acks(100)
        await crowd.conclude("T5", "Redis killed under load, restarted empty", announced=LAYER)


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
    for _ in range(count // 40):
        answers = [await client.start("chat:send", clientId=new_id(), **data) for _ in range(40)]
        assert all([(await answer)["data"]["success"] for answer in answers])
    await client.close()
