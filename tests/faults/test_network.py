"""Faults of the network between clients and servers: T21, T22, T24 and T33."""

import asyncio

import pytest

from tests.faults.crowd import PATIENCE, Crowd
from tests.faults.journal import now
from tests.faults.poller import Poller
from tests.support.waiting import wait_until

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
    assert figures.recovered > 0, "no ack was lost, so nothing was tested"


@pytest.mark.long
async def test_t22_a_slow_network_that_stalls_and_cuts_loses_nothing(make_site):
    site = await make_site()
    async with Crowd(site, rate=30) as crowd:
        await crowd.acks(50)
        crowd.begin()
        for front in site.fronts:
            front.delay(0.15, 0.1)  # Each way.
        for number in range(12):
            front = site.fronts[number % 2]
            front.stall()
            await asyncio.sleep(2)
            front.resume()
            front.cut("rst", share=0.05)
            await asyncio.sleep(1)
        for front in site.fronts:
            front.delay(0)
        crowd.heal()
        await crowd.acks(50)
        syncs = max(page.journal.syncs / (page.journal.connects * 2) for page in crowd.pages)
        note = f"at most {syncs:.1f} syncs a room and connection"
        await crowd.conclude("T22", "300 ms ± 200, stalls of 2 s, 5 % cut, for 36 s", note=note)


@pytest.mark.long
async def test_t24_both_ends_drop_a_connection_that_the_network_forgot(make_site):
    site = await make_site()
    async with Crowd(site) as crowd:
        await crowd.acks(100)
        page = crowd.pages[0]
        crowd.begin()
        for front in site.fronts:
            front.half_open()
        await crowd.send_home(page)
        gone, sharing = page.journal.user_id, site.sharing()
        others = [each.journal for each in crowd.pages if gone in sharing[each.journal.user_id]]
        await wait_until(lambda: all(each.journal.connects > 1 for each in crowd.pages), PATIENCE)
        back = now() - crowd.began
        await wait_until(lambda: all(each.people.get(gone, "offline") == "offline" for each in others), PATIENCE)
        note = f"all back after {back:.0f} s; who did not return is shown as gone after {now() - crowd.began:.0f} s"
        await crowd.conclude("T24", "every connection half open", note=note)


@pytest.mark.long
async def test_t33_the_long_poll_keeps_the_same_promises(make_site):
    site = await make_site()
    for front in site.fronts:
        front.refuses_upgrades = True
    async with Crowd(site, kind=Poller, rate=30) as crowd:
        await crowd.acks(100)
        crowd.begin()
        await asyncio.to_thread(site.servers[0].kill)
        await crowd.acks(150)
        await asyncio.to_thread(site.servers[0].start)
        for front in site.fronts:
            front.cut("rst")
        await crowd.acks(100)
        fault = "no upgrade passes; kill -9 of a worker; every connection cut"
        await crowd.conclude("T33", fault, presence=False)
