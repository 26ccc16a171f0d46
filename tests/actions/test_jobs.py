"""Regular jobs: each runs in one child process at a time, and again when that fails."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.actions import jobs, leases
from chat.child_process import ChildFailed, Limits, run_command
from chat.executors import read, write
from chat.models import Job
from tests.support.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def runs(monkeypatch):
    """A job is due. Its runs are noted and not started; `runs.result` is awaited instead."""

    class Runs(list):
        async def result(self, on_progress):
            on_progress("7 files")

    runs = Runs()

    async def run(*arguments, limits, on_progress):
        runs.append(arguments)
        await runs.result(on_progress)

    monkeypatch.setattr(jobs, "run_command", run)
    Job.objects.create(name="sweep_files", claimable_at=timezone.now())
    return runs


def job():
    return read(lambda: Job.objects.get(name="sweep_files"))


async def test_a_new_job_waits_for_its_first_turn():
    await jobs.run_next()
    wait = (await job()).claimable_at - timezone.now()
    assert HOUR - timedelta(minutes=1) < wait <= HOUR


async def test_a_job_that_is_due_runs_once_and_waits_for_its_next_turn(runs):
    for _ in range(2):
        await jobs.run_next()
    row = await job()
    assert (runs, row.progress, row.attempts) == ([("sweep_files",)], "7 files", 0)
    assert row.claimable_at > timezone.now() + HOUR - timedelta(minutes=1)


async def test_a_job_that_fails_is_tried_again_after_a_pause(runs):
    async def fail(on_progress):
        raise ChildFailed("broken")

    runs.result = fail
    for _ in range(2):
        await jobs.run_next()
    row = await job()
    assert (len(runs), row.attempts, row.last_error) == (1, 1, "ChildFailed('broken')")
    assert row.claimable_at < timezone.now() + timedelta(seconds=conf.LEASE_PAUSE)


async def test_a_job_without_an_attempt_left_waits_for_its_next_turn(runs, monkeypatch):
    async def fail(on_progress):
        raise ChildFailed("broken")

    runs.result = fail
    monkeypatch.setattr(Job, "MAX_ATTEMPTS", 1)
    await jobs.run_next()
    row = await job()
    assert (row.attempts, row.dead_at) == (0, None)
    assert row.claimable_at > timezone.now() + HOUR - timedelta(minutes=1)


async def test_a_job_whose_process_ended_each_time_waits_for_its_next_turn(runs):
    await write(Job.objects.update, attempts=Job.MAX_ATTEMPTS)
    await jobs.run_next()
    row = await job()
    assert (runs, row.attempts, row.dead_at) == ([], 0, None)


async def test_the_lease_is_renewed_while_the_child_runs(runs, monkeypatch):
    async def report(on_progress):
        on_progress("half")
        await asyncio.sleep(0.5)

    runs.result = report
    monkeypatch.setattr(conf, "JOB_LEASE", 0.3)
    renewed = []
    renew = leases.renew
    monkeypatch.setattr(leases, "renew", lambda row, **values: renewed.append(values) or renew(row, **values))
    await jobs.run_next()
    assert {"seconds": 0.3, "progress": "half"} in renewed
    assert (await job()).progress == "half"


async def test_a_process_that_has_lost_the_lease_stops_its_child(runs, monkeypatch):
    stopped = []

    async def hang(on_progress):
        await write(leases.revive, Job.objects.all())
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.append(True)
            raise

    runs.result = hang
    monkeypatch.setattr(conf, "JOB_LEASE", 0.3)
    await jobs.run_next()
    assert stopped == [True]
    assert (await job()).claimable_at is None


async def test_a_process_that_stops_gives_its_job_back(runs):
    async def hang(on_progress):
        await asyncio.sleep(60)

    runs.result = hang
    running = asyncio.create_task(jobs.run_next())
    await wait_until(lambda: runs)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await write(lambda: None)
    row = await job()
    assert (row.claimable_at, row.attempts) == (None, 0)


@pytest.mark.parametrize("name", jobs.SCHEDULES)
async def test_every_scheduled_command_exists(name):
    limits = Limits(seconds=60, cpu_seconds=30, memory_bytes=1024**3)
    lines = []
    await run_command(*jobs.SCHEDULES[name].arguments, "--help", limits=limits, on_progress=lines.append)
    assert name in lines[0]
