"""A client that sends too fast is read more slowly."""

import pytest

from chat import conf
from chat.realtime.pace import Pace


def pauses(pace: Pace, count: int, now: float) -> list[float]:
    return [pace.pause_after(now=now) for _ in range(count)]


def test_a_burst_passes_and_the_next_commands_wait():
    assert pauses(Pace(10, 5, now=0), 7, now=0) == [0, 0, 0, 0, 0, conf.PACE_PAUSE, conf.PACE_PAUSE]


@pytest.mark.parametrize("rate", [10, 350])
def test_a_client_within_the_rate_never_waits(rate):
    pace = Pace(rate, rate, now=0)
    assert sum(pace.pause_after(now=number / rate) for number in range(10 * rate)) == 0


def test_a_client_that_waits_gets_the_rate_on_average():
    pace, now, count = Pace(100, 10, now=0), 0.0, 0
    while now < 60:
        now += pace.pause_after(now=now)
        count += 1
    assert count == pytest.approx(60 * 100, rel=0.02)


def test_a_pause_fills_the_bucket_up_to_the_burst():
    pace = Pace(10, 5, now=0)
    pauses(pace, 5, now=0)
    assert pauses(pace, 6, now=1_000) == [0, 0, 0, 0, 0, conf.PACE_PAUSE]


def test_a_command_that_costs_nothing_waits_only_for_earlier_debt():
    pace = Pace(10, 1, now=0)
    assert pace.pause_after(0, now=0) == 0
    pauses(pace, 3, now=0)
    assert pace.pause_after(0, now=0) == conf.PACE_PAUSE
    assert pace.pause_after(0, now=1) == 0
