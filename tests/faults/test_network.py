"""Faults of the network between clients and servers: T21, T22, T24 and T33."""

import asyncio

import pytest

from tests.faults.crowd import Crowd

pytestmark = pytest.mark.faults


async def test_t21_a_message_whose_ack_the_network_lost_is_stored_once(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(40)
        crowd.begin()
        for number in range(6):
            site.fronts[number % 2].drop_after(100)  # Less than any message is long.
            await crowd.acks(25)
            await asyncio.sleep(0.5)
        for front in site.fronts:
            front.cut("rst")
        crowd.heal()
        await crowd.acks(50)
        figures = await crowd.conclude("T21", "answers lost and connections cut after the request")
    assert figures.recovered > 0, "no ack was lost: the test has tested nothing"
