"""Read what the start page of the administration shows: the queues, the last actions, and the activity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from chat.models import Admission, AdmissionStatus, DayTally, ModerationAction, Report, ReportStatus, User

SHOWN = 5
COUNTED = 100
"""More are shown as "100+", so that a long queue costs no more than a short one."""
DAYS = 30


@dataclass(frozen=True)
class Queue:
    """The first rows of a list, and how many there are: at most COUNTED."""

    rows: list[Any]
    count: int

    @property
    def text(self) -> str:
        return f"{COUNTED}+" if self.count >= COUNTED else str(self.count)


@dataclass(frozen=True)
class Trend:
    """Numbers of the last DAYS days, the oldest first."""

    first: date
    values: list[int]

    @property
    def total(self) -> int:
        return sum(self.values)

    @property
    def most(self) -> int:
        return max(self.values)

    @property
    def last(self) -> date:
        return self.first + timedelta(days=len(self.values) - 1)


def open_reports() -> Queue:
    """Return the reports of people that nobody has closed, the oldest first: they have waited longest."""
    return _queue(_open_reports().filter(reporter__isnull=False))


def held_by_filter() -> Queue:
    """Return what the word filter has reported and nobody has looked at, the oldest first."""
    return _queue(_open_reports().filter(reporter__isnull=True))


def waiting_newcomers() -> Queue:
    """Return those who wait for approval, the oldest first."""
    return _queue(Admission.objects.filter(status=AdmissionStatus.WAITING).select_related("person").order_by("pk"))


def newest_people() -> list[User]:
    """Return those who came last."""
    return list(User.objects.filter(is_bot=False, is_newcomer=False).order_by("-pk")[:SHOWN])


def recent_actions() -> list[ModerationAction]:
    """Return what moderators did last."""
    return list(ModerationAction.objects.select_related("person", "room", "by").order_by("-pk")[:SHOWN])


def trend_of_people() -> Trend:
    """Return how many people signed up on each day."""
    return _trend(_by_day(User.objects.filter(is_bot=False), "date_joined"))


def trend_of_reports() -> Trend:
    """Return how many messages were reported on each day, by people and by the filter."""
    return _trend(_by_day(Report.objects.all(), "created_at"))


def trend_of_messages() -> Trend:
    """Return how many messages were sent on each day, as they were counted in the background."""
    return _trend(DayTally.objects.filter(day__gte=_first_day()).values_list("day", "messages"))


def _open_reports() -> QuerySet[Report]:
    rows = Report.objects.filter(status=ReportStatus.OPEN)
    return rows.select_related("message__author", "room").order_by("pk")


def _queue(rows: QuerySet[Any]) -> Queue:
    shown = list(rows[:SHOWN])
    return Queue(shown, len(shown) if len(shown) < SHOWN else rows.order_by()[:COUNTED].count())


def _by_day(rows: QuerySet[Any], field: str) -> Iterable[tuple[date, int]]:
    since = datetime.combine(_first_day(), time(), UTC)
    days = rows.filter(**{f"{field}__gte": since}).order_by()
    return list(days.values_list(TruncDate(field, tzinfo=UTC)).annotate(count=Count("pk")))


def _trend(counts: Iterable[tuple[date, int]]) -> Trend:
    first, by_day = _first_day(), dict(counts)
    return Trend(first, [by_day.get(first + timedelta(days=number), 0) for number in range(DAYS)])


def _first_day() -> date:
    return timezone.now().astimezone(UTC).date() - timedelta(days=DAYS - 1)
