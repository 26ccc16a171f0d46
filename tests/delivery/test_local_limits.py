"""How fast someone may write."""

import pytest

from chat.delivery import local_limits
from chat.delivery.local_limits import RateLimit
from chat.errors import RateLimited


def taken(limit: RateLimit, key: int, now: float, attempts: int) -> int:
    """How many of so many attempts at one moment pass."""
    passed = 0
    for _ in range(attempts):
        try:
            limit.take(key, now)
            passed += 1
        except RateLimited:
            pass
    return passed


def test_a_burst_passes_and_then_the_average_rate():
    limit = RateLimit(2, 5)
    assert taken(limit, 1, 0, 10) == 5
    assert taken(limit, 1, 1, 10) == 2
    assert taken(limit, 1, 1.5, 10) == 1
    assert taken(limit, 1, 1000, 10) == 5, "never more than a burst, however long one was silent"


def test_everyone_has_a_bucket_of_their_own():
    limit = RateLimit(1, 1)
    assert [taken(limit, key, 0, 3) for key in (1, 2)] == [1, 1]


def test_a_refusal_says_when_the_next_may_go_and_that_is_true():
    limit = RateLimit(4, 1)
    limit.take(1, 0)
    with pytest.raises(RateLimited) as refused:
        limit.take(1, 0.1)
    wait = refused.value.retry_after_ms
    assert 140 <= wait <= 160
    limit.take(1, 0.1 + wait / 1000)


def test_refusals_cost_nothing():
    limit = RateLimit(1, 1)
    limit.take(1, 0)
    assert taken(limit, 1, 0.5, 50) == 0
    assert taken(limit, 1, 1, 1) == 1


def test_memory_is_bounded_and_who_wrote_last_is_remembered(monkeypatch):
    monkeypatch.setattr(local_limits, "REMEMBERED", 3)
    limit = RateLimit(0.001, 1)
    for key in range(10):
        limit.take(key, 0)
    assert [taken(limit, key, 0, 1) for key in (9, 8)] == [0, 0]
    assert taken(limit, 0, 0, 1) == 1


def test_forgetting_fills_every_bucket():
    limit = RateLimit(0.001, 1)
    limit.take(1, 0)
    limit.forget()
    limit.take(1, 0)
