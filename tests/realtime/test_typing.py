"""What one connection types, on a loop whose clock the test moves."""

from types import SimpleNamespace

import pytest

from chat import conf
from chat.models import User
from chat.realtime import typing as module
from chat.realtime.typing import Typist

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
        """Let time pass and what is due happen."""
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
def told(monkeypatch) -> list[tuple[str, int]]:
    """What the rooms were told."""
    said = []
    for verb in ("start", "stop"):
        monkeypatch.setattr(module.typing, verb, lambda *, by, room_id, verb=verb: said.append((verb, room_id)))
    return said


def test_typing_is_told_at_most_once_in_a_throttle(loop, told):
    typist = Typist()
    for _ in range(21):
        typist.start(ADA, 7)
        loop.move(conf.TYPING_THROTTLE / 10)
    assert told == [("start", 7)] * 3


def test_it_is_taken_back_when_it_stops_being_said(loop, told):
    typist = Typist()
    typist.start(ADA, 7)
    loop.move(conf.TYPING_EXPIRY - 0.1)
    assert told == [("start", 7)]
    loop.move(0.1)
    assert told == [("start", 7), ("stop", 7)]
    loop.move(100)
    assert len(told) == 2


def test_each_repetition_gives_it_its_whole_time_again(loop, told):
    typist = Typist()
    for _ in range(10):
        typist.start(ADA, 7)
        loop.move(conf.TYPING_EXPIRY - 0.1)
    assert ("stop", 7) not in told


def test_stopping_is_told_once_and_only_if_the_room_believes_that_one_types(loop, told):
    typist = Typist()
    typist.stop(ADA, 7)
    typist.start(ADA, 7)
    typist.stop(ADA, 7)
    typist.stop(ADA, 7)
    loop.move(100)
    assert told == [("start", 7), ("stop", 7)]


def test_who_sent_and_types_on_is_seen_typing_at_once(loop, told):
    typist = Typist()
    typist.start(ADA, 7)
    typist.stop(ADA, 7)
    typist.start(ADA, 7)
    assert told == [("start", 7), ("stop", 7), ("start", 7)]


def test_starting_and_stopping_in_turn_does_not_get_around_the_throttle(loop, told):
    typist = Typist()
    for _ in range(100):
        typist.start(ADA, 7)
        typist.stop(ADA, 7)
        loop.move(0.02)
    assert told.count(("start", 7)) <= conf.TYPING_BURST + 2 / conf.TYPING_THROTTLE
    assert told.count(("stop", 7)) == told.count(("start", 7))
    typist.start(ADA, 7)
    assert told[-1] == ("stop", 7), "it was not told that this one began"
    loop.move(conf.TYPING_EXPIRY)
    assert told[-1] == ("stop", 7)
    assert told.count(("stop", 7)) == told.count(("start", 7))


def test_rooms_do_not_disturb_each_other_and_all_end_with_the_connection(loop, told):
    typist = Typist()
    for room in (7, 8, 9):
        typist.start(ADA, room)
    typist.stop(ADA, 8)
    typist.stop_all(ADA)
    loop.move(100)
    assert told == [("start", 7), ("start", 8), ("start", 9), ("stop", 8), ("stop", 7), ("stop", 9)]
