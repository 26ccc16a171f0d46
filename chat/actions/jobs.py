"""Run the site's regular jobs, each in a child process of one process of the site.

Every process that serves people looks for a job that is due; a lease gives it to one of them. If that process ends,
its child ends too, and another process starts the job again when the lease has run out.
"""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.utils import timezone

from chat import conf
from chat.actions import leases, upgrades
from chat.child_process import ChildFailed, Limits, run_command
from chat.delivery.hub import Hub
from chat.errors import Unavailable
from chat.executors import read, submit_write, write
from chat.models import Job

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Schedule:
    """A management command, by its arguments, and how often it runs."""

    arguments: tuple[str, ...]
    every: timedelta
    limits: Limits


SCHEDULES = {
    "sweep_files": Schedule(
        ("sweep_files",),
        timedelta(seconds=conf.FILE_SWEEP_INTERVAL),
        Limits(seconds=30 * 60, cpu_seconds=5 * 60, memory_bytes=1024**3),
    ),
    # Sessions that have ended by themselves: nothing else deletes their rows.
    "clearsessions": Schedule(
        ("clearsessions",),
        timedelta(seconds=conf.SESSION_SWEEP_INTERVAL),
        Limits(seconds=10 * 60, cpu_seconds=60, memory_bytes=1024**3),
    ),
    "tally_messages": Schedule(
        ("tally_messages",),
        timedelta(minutes=10),
        Limits(seconds=60 * 60, cpu_seconds=30 * 60, memory_bytes=1024**3),
    ),
    "apply_retention": Schedule(
        ("apply_retention",),
        timedelta(days=1),
        Limits(seconds=60 * 60, cpu_seconds=30 * 60, memory_bytes=1024**3),
    ),
    "erase_leftovers": Schedule(
        ("erase_leftovers",),
        timedelta(days=1),
        Limits(seconds=60 * 60, cpu_seconds=30 * 60, memory_bytes=1024**3),
    ),
    # Its first turn is an hour after the first process of this release: those of the last one have ended by then.
    upgrades.JOB: Schedule(
        (upgrades.JOB,),
        timedelta(hours=1),
        Limits(seconds=60 * 60, cpu_seconds=30 * 60, memory_bytes=1024**3),
    ),
}


async def run(hub: Hub) -> None:
    """Look for a job that is due every JOB_INTERVAL seconds, until cancelled."""
    while True:
        await asyncio.sleep(conf.JOB_INTERVAL)
        try:
            if await read(_is_any_due):
                await run_next()
        except Unavailable:
            log.warning("The database does not answer; jobs wait.")
        except Exception:
            log.exception("The jobs failed; they will be tried again.")


async def run_next() -> None:
    """Claim a job that is due, if there is one, run it and record how it ended.

    When this is cancelled, the child is killed and the job given back.
    """
    job = await write(_claim)
    if job is None:
        return
    schedule, progress = SCHEDULES[job.name], deque([""], maxlen=1)
    child = asyncio.create_task(run_command(*schedule.arguments, limits=schedule.limits, on_progress=progress.append))
    try:
        while not (await asyncio.wait([child], timeout=conf.JOB_LEASE / 3))[0]:
            if not await write(leases.renew, job, seconds=conf.JOB_LEASE, progress=progress[0][:200]):
                log.warning("Job %s has been claimed by another process; it is stopped here.", job)
                return
        child.result()
    except asyncio.CancelledError:
        child.add_done_callback(lambda _: submit_write(partial(leases.release, job)))
        raise
    except (ChildFailed, OSError) as error:
        log.warning("Job %s failed: %s", job, error)
        if await write(leases.failed, job, error):
            await write(_schedule_next, job)
    else:
        await write(leases.done, [job], claimable_at=timezone.now() + schedule.every, progress=progress[0][:200])
    finally:
        child.cancel()
        await asyncio.gather(child, return_exceptions=True)


def _is_any_due() -> bool:
    now = timezone.now()
    known = set(Job.objects.filter(name__in=SCHEDULES).values_list("name", flat=True))
    return known < SCHEDULES.keys() or Job.objects.claimable(now).filter(name__in=SCHEDULES).exists()


def _claim() -> Job | None:
    """Claim a job; a job that the database does not know yet waits for its first turn."""
    now = timezone.now()
    new = [Job(name=name, claimable_at=now + schedule.every) for name, schedule in SCHEDULES.items()]
    Job.objects.bulk_create(new, ignore_conflicts=True)
    for job in leases.claim(Job.objects.filter(name__in=SCHEDULES), limit=1, seconds=conf.JOB_LEASE):
        if job.dead_at is None:
            return job
        log.error("Job %s ended its process %s times; it waits for its next turn.", job, job.attempts)
        _schedule_next(job)
    return None


def _schedule_next(job: Job) -> None:
    """Let a job that has no attempt left run again at its next turn."""
    leases.revive(Job.objects.filter(pk=job.pk), claimable_at=timezone.now() + SCHEDULES[job.name].every)
