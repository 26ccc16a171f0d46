"""A rate limit in the memory of one process."""

import pytest

from chat.errors import RateLimited
from chat.rate_limits import local
from chat.rate_limits.local import RateLimit


def passing(limit: RateLimit, key: int, now: float, attempts: int) -> int:
    """Count how many of these attempts pass when all are made at one moment."""
    count = 0
    for _ in range(attempts):
        try:
            limit.charge(key, now)
            count += 1
        except RateLimited:
            pass
    return count


def test_a_burst_passes_and_then_the_average_rate():
    limit = RateLimit(2, 5)
    assert passing(limit, 1, 0, 10) == 5
    assert passing(limit, 1, 1, 10) == 2
    assert passing(limit, 1, 1.5, 10) == 1
    assert passing(limit, 1, 1000, 10) == 5, "a long silence earns no more than a burst"


def test_each_key_has_its_own_bucket():
    limit = RateLimit(1, 1)
    assert [passing(limit, key, 0, 3) for key in (1, 2)] == [1, 1]


def test_a_refusal_says_when_the_next_charge_passes():
    limit = RateLimit(4, 1)
    limit.charge(1, 0)
    with pytest.raises(RateLimited) as refused:
        limit.charge(1, 0.1)
    wait = refused.value.retry_after_ms
    assert 140 <= wait <= 160
    limit.charge(1, 0.1 + wait / 1000)


def test_a_refusal_costs_nothing():
    limit = RateLimit(1, 1)
    limit.charge(1, 0)
    assert passing(limit, 1, 0.5, 50) == 0
    assert passing(limit, 1, 1, 1) == 1


def test_a_batch_gives_each_key_as_much_as_it_can_pay():
    limit = RateLimit(1, 3)
    grants = limit.charge_many({1: 2, 2: 5, 3: 0}, now=0)
    assert {key: grant.passed for key, grant in grants.items()} == {1: 2, 2: 3, 3: 0}
    assert {key: grant.retry_after_ms > 0 for key, grant in grants.items()} == {1: False, 2: True, 3: False}


def test_a_batch_and_single_charges_count_alike():
    limit = RateLimit(1, 3)
    limit.charge_many({1: 2}, now=0)
    assert passing(limit, 1, 0, 5) == 1
    assert limit.charge_many({1: 1}, now=0)[1].passed == 0


def test_memory_is_bounded_and_the_latest_keys_are_remembered(monkeypatch):
    monkeypatch.setattr(local, "REMEMBERED", 3)
    limit = RateLimit(0.001, 1)
    for key in range(10):
        limit.charge(key, 0)
    assert [passing(limit, key, 0, 1) for key in (9, 8)] == [0, 0]
    assert passing(limit, 0, 0, 1) == 1


def test_forgetting_fills_every_bucket():
    limit = RateLimit(0.001, 1)
    limit.charge(1, 0)
    limit.forget()
    limit.charge(1, 0)


def test_a_refund_gives_charges_back_and_never_more_than_a_burst():
    limit = RateLimit(0.001, 3)
    limit.charge_many({1: 3}, 0)
    limit.refund_many({1: 2}, 0)
    assert passing(limit, 1, 0, 5) == 2
    limit.refund_many({1: 100}, 0)
    assert passing(limit, 1, 0, 10) == 3
