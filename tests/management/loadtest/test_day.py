import time
from typing import Any

import pytest

from chat.actions.demo.load_test import Guest
from chat.management.loadtest import day
from chat.management.loadtest.figures import Figures
from chat.management.loadtest.server import Workers
from tests.support.servers import free_port


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "ARRIVAL_SECONDS", 0.1)
    monkeypatch.setattr(day, "SETTLE_SECONDS", 0.0)


async def test_a_site_that_nobody_can_reach_is_an_error_that_says_why(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.management.loadtest.probes._time_a_query", lambda: 0.001)
    guests = [Guest("loadtest-0-1", "token", (1,))]
    with pytest.raises(day.NobodyArrived, match="ConnectionRefusedError"):
        await day.run(Workers((("127.0.0.1", free_port()),)), guests, 0.01, lambda line: None)


def test_only_the_times_of_old_messages_are_forgotten() -> None:
    now = time.monotonic()
    sent_at = {b"old": now - 500, b"older than the limit": now - 121, b"new": now - 1}
    day._forget_old(sent_at)
    assert list(sent_at) == [b"new"]


def test_rates_are_those_between_the_two_readings() -> None:
    figures = Figures()
    figures.verb("send", 0.01)
    before, after = day.Meter(10.0, 1.0, 100, 1_000), day.Meter(20.0, 6.0, 200, 3_000)
    result: Any = day._result(10, 9, figures, before, after)
    assert (result.messages_per_second, result.deliveries_per_second) == (10, 200)
    assert (result.people, result.arrived, result.minutes) == (10, 9, 0.17)
    assert result.verbs["send"][0] == 1
