"""One limit for several processes, and each its own while Redis is away."""

import uuid

import pytest

from chat.delivery.local_limits import RateLimit
from chat.delivery.shared_limits import REST, SharedRateLimit, rate_limit
from chat.errors import RateLimited
from tests.support import services

needs_redis = pytest.mark.skipif("Redis" in services.missing() and not services.REQUIRED, reason="Redis is missing")


@pytest.fixture
def processes():
    """Two processes with one limit: three at once, and then hardly any."""
    name = uuid.uuid4().hex
    limits = [SharedRateLimit(0.001, 3, name=name, url=services.REDIS_URL) for _ in range(2)]
    yield limits
    limits[0].forget()


def passed(limits, key, attempts):
    count = 0
    for attempt in range(attempts):
        try:
            limits[attempt % len(limits)].take(key)
            count += 1
        except RateLimited:
            pass
    return count


@needs_redis
def test_what_one_process_counts_the_other_knows(processes):
    assert passed(processes, 1, 10) == 3
    assert passed(processes, 2, 2) == 2, "others have buckets of their own"


@needs_redis
def test_a_refusal_says_how_long_to_wait(processes):
    passed(processes, 1, 3)
    with pytest.raises(RateLimited) as refused:
        processes[1].take(1)
    assert 990_000 <= refused.value.retry_after_ms <= 1_000_001


@needs_redis
def test_the_bucket_fills_again():
    limit = SharedRateLimit(1_000_000, 1, name=uuid.uuid4().hex, url=services.REDIS_URL)
    assert passed([limit], 1, 20) == 20


@needs_redis
def test_forgetting_fills_every_bucket(processes):
    passed(processes, 1, 3)
    processes[0].forget()
    assert passed(processes, 1, 10) == 3


def test_without_redis_each_process_counts_for_itself_and_does_not_ask_again_at_once(caplog):
    limits = [SharedRateLimit(0.001, 3, name="away", url="redis://127.0.0.1:1/0") for _ in range(2)]
    assert passed(limits, 1, 20) == 6
    assert len(caplog.messages) == 2, f"each asks once in {REST} seconds"


def test_alone_the_limit_needs_no_redis():
    assert type(rate_limit(1, 1, name="any", url="")) is RateLimit
    assert isinstance(rate_limit(1, 1, name="any", url="redis://127.0.0.1:1/0"), SharedRateLimit)
