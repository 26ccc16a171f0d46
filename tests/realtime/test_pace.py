"""A client that sends too fast is read more slowly."""

import pytest

from chat import conf
from chat.errors import RateLimited
from chat.realtime.pace import Pace, Paces, PersonalPace


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


# --- People


def test_the_connections_of_a_person_share_one_rate_however_many_they_are():
    """Each of ten connections sends its next command when its pause is over."""
    pace, ready, count = PersonalPace(50, 10, now=0), [0.0] * 10, 0
    while (now := min(ready)) < 20:
        ready[ready.index(now)] = now + max(pace.pause_after(now=now), 0.001)
        count += 1
    assert count == pytest.approx(20 * 50, rel=0.05)


def test_a_request_beyond_the_rate_is_refused_with_the_time_to_wait_and_costs_nothing():
    pace = PersonalPace(10, 5, now=0)
    pace.require(5, now=0)
    for _ in range(3):
        with pytest.raises(RateLimited) as refused:
            pace.require(2, now=0)
        assert refused.value.retry_after_ms == 201
    pace.require(2, now=0.201)


def test_the_messages_of_an_answer_are_paid_afterwards():
    pace = PersonalPace(10, 5)
    pace.charge_for(conf.MESSAGES_PER_COMMAND * 25)
    assert pace.pause_after(0) == pytest.approx(2, abs=0.2)


def test_a_person_has_one_pace_and_those_who_were_here_lately_are_remembered(monkeypatch):
    monkeypatch.setattr(Paces, "REMEMBERED", 2)
    paces = Paces()
    mine = paces.of(1)
    assert paces.of(2) is not mine
    assert paces.of(1) is mine
    paces.of(3)
    assert paces.of(1) is mine
    paces.forget()
    assert paces.of(1) is not mine
