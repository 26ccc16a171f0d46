"""Each message is counted once, on the day on which it was sent."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from chat.actions.messages import tallies
from chat.models import DayTally, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(bob, kitchen, say):
    """Three messages of yesterday and one of the day before. The lines of the room are as old."""
    yesterday = timezone.now().astimezone(UTC).replace(hour=12) - timedelta(days=1)
    found = [say(bob, kitchen) for _ in range(4)]
    Message.objects.update(created_at=yesterday)
    Message.objects.filter(pk=found[1].pk).update(created_at=yesterday - timedelta(days=1))
    return yesterday.date()


def counted():
    return dict(DayTally.objects.values_list("day", "messages"))


@pytest.mark.parametrize("batch", [1, 2, 1_000])
def test_messages_are_counted_by_day_once_and_lines_are_not(said, batch):
    while tallies.count_next(batch):
        pass
    assert counted() == {said: 3, said - timedelta(days=1): 1}
    assert tallies.count_next(batch) == 0
    assert sum(counted().values()) == 4


def test_later_messages_are_added(bob, kitchen, say, said):
    tallies.count_next()
    more = say(bob, kitchen)
    Message.objects.filter(pk=more.pk).update(created_at=timezone.now() - timedelta(days=1))
    tallies.count_next()
    assert sum(counted().values()) == 5


def test_the_newest_messages_wait_for_a_later_turn(bob, kitchen, say, said):
    say(bob, kitchen)
    tallies.count_next()
    assert sum(counted().values()) == 4
    assert tallies.count_next() == 0
    Message.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert tallies.count_next() == 1
    assert sum(counted().values()) == 5
