"""Jobs wait in a bounded queue, which drops what does not fit."""

import pytest

from chat import conf
from chat.actions.link_previews.queue import Job, JobQueue


@pytest.fixture
def jobs():
    queue = JobQueue()
    queue.open()
    return queue


async def test_jobs_are_taken_in_their_order(jobs):
    jobs.add([Job(1, 1, ("a",)), Job(2, 1, ("b",))])
    assert [(await jobs.next()).message_id, (await jobs.next()).message_id, len(jobs)] == [1, 2, 0]


async def test_jobs_beyond_the_queue_or_the_rate_are_dropped(jobs):
    jobs.add([Job(number, 1, ()) for number in range(conf.LINK_BURST + 5)])
    assert len(jobs) == conf.LINK_BURST
    jobs.add([Job(number, number + 2, ()) for number in range(2 * conf.LINKS_WAITING)])
    assert len(jobs) == conf.LINKS_WAITING


async def test_a_closed_queue_takes_no_jobs(jobs):
    closed = JobQueue()
    closed.add([Job(1, 1, ())])
    jobs.close()
    jobs.add([Job(1, 1, ())])
    assert (len(closed), len(jobs)) == (0, 0)
