"""Faults of the servers' processes: T1 to T4, and T27, a clock that jumps."""

import asyncio

import pytest

from tests.faults.crowd import Crowd

pytestmark = pytest.mark.faults


async def test_t1_a_worker_that_is_killed_costs_nothing(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        crowd.begin()
        await asyncio.to_thread(site.servers[0].kill)
        await crowd.acks(200)
        await crowd.conclude("T1", "kill -9 of one of two workers")
