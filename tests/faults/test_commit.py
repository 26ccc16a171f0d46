"""T13 and T14: a worker dies after the commit, before the ack or before the publish."""

import asyncio
import contextlib

import pytest

from tests.faults.crowd import Crowd
from tests.support.waiting import wait_until

pytestmark = pytest.mark.faults

DIE_BEFORE_ACK = """
import os, signal
from chat.actions.sending.committer import committer
process = committer._process
def die(drafts):
    process(drafts)
    os.kill(os.getpid(), signal.SIGKILL)
committer._process = die
"""
DIE_BEFORE_PUBLISH = """
import os, signal
from chat.delivery.hub import hub
publish = hub.publish
def die(announcements):
    if any(frame.rev for announcement in announcements for frame in announcement.frames):
        os.kill(os.getpid(), signal.SIGKILL)
    publish(announcements)
hub.publish = die
"""


async def _killed_at(make_site, failpoint: str, test: str, fault: str):
    site = await make_site()
    async with Crowd(site) as crowd:
        for server in site.servers:
            await crowd.acks(60)
            crowd.begin()
            with contextlib.suppress(OSError):  # It may die of the next message before it answers.
                await server.run(failpoint)
            await wait_until(lambda server=server: not server.runs, 30)
            await asyncio.to_thread(server.kill)
            await crowd.acks(100)
            await asyncio.to_thread(server.start)
        figures = await crowd.conclude(test, fault)
    assert figures.recovered > 0, "no ack was lost, so nothing was tested"


async def test_t13_a_message_whose_ack_died_with_the_worker_is_stored_once(make_site):
    await _killed_at(make_site, DIE_BEFORE_ACK, "T13", "kill -9 between commit and ack")


async def test_t14_a_message_whose_worker_died_before_the_publish_reaches_everyone(make_site):
    await _killed_at(make_site, DIE_BEFORE_PUBLISH, "T14", "kill -9 between commit and publish")
