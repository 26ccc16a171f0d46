"""Claim rows that are work to be done, and record how the work ended.

A row whose process dies is claimed by another one when the lease ends, so work may be done twice: its receiver needs an
idempotency key, or the work must share a transaction with `hold`. Clocks of the processes must agree within a lease.
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Manager, QuerySet
from django.utils import timezone

from chat import conf
from chat.models.leases import Leased, LeasedQuerySet

M = TypeVar("M", bound=Leased)

PROCESS_ENDED = "The process ended."
FRESH: dict[str, Any] = {"claimable_at": None, "attempts": 0, "last_error": "", "dead_at": None}


def claim(queryset: LeasedQuerySet[M], *, limit: int, seconds: float, now: datetime | None = None) -> list[M]:
    """Lease the first rows of a query set to the caller.

    A row that was tried before is claimed alone. Should it end the process, no other row loses an attempt with it.

    Args:
        queryset: The rows that are due. Rows that are leased, paused or dead are left out.
        limit: How many rows to claim at most.
        seconds: How long the lease lasts.
        now: The present time; tests set it.

    Returns:
        The rows, with this attempt counted. A row that has no attempt left comes once more with `dead_at` set: its
        last process ended without recording an outcome. Report it, and do not try it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # SQLite has no row locks. It needs none: each of our transactions holds the write lock from its beginning.
        rows = list(queryset.claimable(now).select_for_update(skip_locked=True, of=("self",))[:limit])
        rows = rows[:1] if rows and rows[0].attempts else [row for row in rows if not row.attempts]
        if rows:
            values: dict[str, Any] = {"claimable_at": now + timedelta(seconds=seconds)}
            if rows[0].attempts < rows[0].MAX_ATTEMPTS:
                values["attempts"] = rows[0].attempts + 1
            else:
                values |= {"dead_at": now, "last_error": PROCESS_ENDED}
            queryset.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(**values)
            for row in rows:
                vars(row).update(values)
    return rows


def hold(queryset: QuerySet[M], row: M) -> M | None:
    """Lock a claimed row until the transaction ends, and return it as it is now.

    Returns:
        None if the lease has ended and another process has claimed the row, or if the row is no longer in `queryset`
        because its owner has changed or deleted it.
    """
    held = queryset.filter(pk=row.pk, claimable_at=row.claimable_at, dead_at=None)
    return held.select_for_update(of=("self",)).first()


def done(rows: Sequence[M], **values: Any) -> int:
    """End the leases of rows that one call claimed.

    Args:
        rows: Those that one call of `claim` returned, or some of them.
        values: Fields to store, which take the rows out of the queue or make them due later.

    Returns:
        How many rows were still leased to the caller; the others are left alone.
    """
    return _held(rows).update(**(FRESH | values)) if rows else 0


def failed(row: Leased, error: Exception, *, now: datetime | None = None) -> bool:
    """Record a failure: the row pauses, longer after each attempt, and is dead after the last one.

    Returns:
        True if the row is dead now.
    """
    now = now or timezone.now()
    is_dead = row.attempts >= row.MAX_ATTEMPTS
    pause = min(conf.LEASE_PAUSE * 2 ** (row.attempts - 1), conf.LEASE_PAUSE_MAX)
    # Rows that failed together, because their receiver was away, must not all come back in the same moment.
    pause *= random.uniform(0.5, 1)  # noqa: S311
    changed = _held([row]).update(
        last_error=repr(error)[:200],
        claimable_at=now + timedelta(seconds=pause),
        dead_at=now if is_dead else None,
    )
    return is_dead and bool(changed)


def release(row: Leased, *, seconds: float = 0) -> None:
    """Give a row back without counting the attempt: any process may claim it at once, or after so many seconds."""
    claimable_at = timezone.now() + timedelta(seconds=seconds) if seconds else None
    _held([row]).update(claimable_at=claimable_at, attempts=row.attempts - 1)


def renew(row: Leased, *, seconds: float, **values: Any) -> bool:
    """Prolong the caller's lease, and store `values`. Return False if another process has claimed the row."""
    until = timezone.now() + timedelta(seconds=seconds)
    changed = _held([row]).update(claimable_at=until, **values)
    row.claimable_at = until
    return bool(changed)


def revive(queryset: QuerySet[M], **values: Any) -> int:
    """Treat rows, dead ones too, as if they had never been tried, and store `values`; return how many rows.

    A process that has one of them leased finds that it lost the lease.
    """
    return queryset.update(**(FRESH | values))


def attempt(
    queryset: LeasedQuerySet[M],
    work: Callable[[M], None],
    *,
    seconds: float,
    give_up: Callable[[M], None],
    passing: tuple[type[Exception], ...] = (),
) -> None:
    """Claim the first row of a query set, if any, do its work in a transaction, and record a failure.

    Args:
        queryset: The rows that are due.
        work: Called with the claimed row. It must `hold` the row, and delete it or mark it as `done`.
        seconds: How long the lease lasts.
        give_up: Called with a row that has no attempt left, in the transaction that marks it as dead.
        passing: Errors after which the row is given back, without counting the attempt.

    Raises:
        Exception: `work` raises it. It has been recorded then.
    """
    with transaction.atomic():
        rows = claim(queryset, limit=1, seconds=seconds)
        if rows and rows[0].dead_at is not None:
            return give_up(rows[0])
    for row in rows:
        try:
            with transaction.atomic():
                work(row)
        except passing:
            release(row)
            raise
        except Exception as error:
            with transaction.atomic():
                if failed(row, error):
                    give_up(row)
            raise
    return None


def _held(rows: Sequence[M]) -> QuerySet[M]:
    """Return the rows that are still leased to the caller. One claim gives all of its rows the same time."""
    manager: Manager[Any] = type(rows[0])._default_manager
    return manager.filter(pk__in=[row.pk for row in rows], claimable_at=rows[0].claimable_at, dead_at=None)
