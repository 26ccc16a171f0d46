"""The typing indicators of one connection, on an event loop whose clock the test moves."""

from types import SimpleNamespace

import pytest

from chat import conf
from chat.models import User
from chat.realtime import typing as module
from chat.realtime.typing import TypingIndicators

ADA = User(pk=1, username="ada")


class Timer:
    def __init__(self, at: float, call) -> None:
        self.at, self.call, self.cancelled = at, call, False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[Timer] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, function, *args) -> Timer:
        self.timers.append(Timer(self.now + delay, lambda: function(*args)))
        return self.timers[-1]

    def move(self, seconds: float) -> None:
        """Advance the clock and fire the timers that are due."""
        self.now += seconds
        due = [timer for timer in self.timers if timer.at <= self.now]
        self.timers = [timer for timer in self.timers if timer.at > self.now]
        for timer in due:
            if not timer.cancelled:
                timer.call()


@pytest.fixture
def loop(monkeypatch) -> Loop:
    loop = Loop()
    monkeypatch.setattr(module, "asyncio", SimpleNamespace(get_running_loop=lambda: loop))
    return loop


@pytest.fixture
def announced(monkeypatch) -> list[tuple[str, int]]:
    """The announcements, each with its room."""
    calls = []
    for verb in ("start", "stop"):
        monkeypatch.setattr(module.typing, verb, lambda *, by, room_id, verb=verb: calls.append((verb, room_id)))
    return calls


def test_typing_is_announced_at_most_once_in_the_throttle_interval(loop, announced):
    indicators = TypingIndicators()
    for _ in range(21):
        indicators.start(ADA, 7)
        loop.move(conf.TYPING_THROTTLE / 10)
    assert announced == [("start", 7)] * 3


def test_the_indicator_expires_when_the_client_goes_quiet(loop, announced):
    indicators = TypingIndicators()
    indicators.start(ADA, 7)
    loop.move(conf.TYPING_EXPIRY - 0.1)
    assert announced == [("start", 7)]
    loop.move(0.1)
    assert announced == [("start", 7), ("stop", 7)]
    loop.move(100)
    assert len(announced) == 2


def test_each_repetition_restarts_the_expiry(loop, announced):
    indicators = TypingIndicators()
    for _ in range(10):
        indicators.start(ADA, 7)
        loop.move(conf.TYPING_EXPIRY - 0.1)
    assert ("stop", 7) not in announced


def test_stopping_is_announced_once_and_only_after_a_start(loop, announced):
    indicators = TypingIndicators()
    indicators.stop(ADA, 7)
    indicators.start(ADA, 7)
    indicators.stop(ADA, 7)
    indicators.stop(ADA, 7)
    loop.move(100)
    assert announced == [("start", 7), ("stop", 7)]


def test_a_start_after_a_stop_is_announced_immediately(loop, announced):
    indicators = TypingIndicators()
    indicators.start(ADA, 7)
    indicators.stop(ADA, 7)
    indicators.start(ADA, 7)
    assert announced == [("start", 7), ("stop", 7), ("start", 7)]


def test_alternating_start_and_stop_does_not_get_around_the_throttle(loop, announced):
    indicators = TypingIndicators()
    for _ in range(100):
        indicators.start(ADA, 7)
        indicators.stop(ADA, 7)
        loop.move(0.02)
    assert announced.count(("start", 7)) <= conf.TYPING_BURST + 2 / conf.TYPING_THROTTLE
    assert announced.count(("stop", 7)) == announced.count(("start", 7))
    indicators.start(ADA, 7)
    assert announced[-1] == ("stop", 7), "the last start was not announced"
    loop.move(conf.TYPING_EXPIRY)
    assert announced[-1] == ("stop", 7)
    assert announced.count(("stop", 7)) == announced.count(("start", 7))


def test_rooms_are_independent_and_all_stop_with_the_connection(loop, announced):
    indicators = TypingIndicators()
    for room in (7, 8, 9):
        indicators.start(ADA, room)
    indicators.stop(ADA, 8)
    indicators.stop_all(ADA)
    loop.move(100)
    assert announced == [("start", 7), ("start", 8), ("start", 9), ("stop", 8), ("stop", 7), ("stop", 9)]
