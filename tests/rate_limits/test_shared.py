"""A rate limit that several processes share, and that each keeps by itself while Redis is down."""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.errors import RateLimited
from chat.rate_limits.local import RateLimit
from chat.rate_limits.shared import RETRY_INTERVAL, RULE, SharedRateLimit, charge_together, rate_limit
from tests.support import services

needs_redis = pytest.mark.skipif("Redis" in services.missing() and not services.REQUIRED, reason="Redis is missing")


@pytest.fixture
def processes():
    """Two processes with one limit: a burst of three, and then hardly anything."""
    name = uuid.uuid4().hex
    limits = [SharedRateLimit(0.001, 3, name=name, url=services.REDIS_URL) for _ in range(2)]
    yield limits
    limits[0].forget()


def passing(limits, key, attempts):
    count = 0
    for attempt in range(attempts):
        try:
            limits[attempt % len(limits)].charge(key)
            count += 1
        except RateLimited:
            pass
    return count


@needs_redis
def test_a_charge_in_one_process_counts_in_the_other(processes):
    assert passing(processes, 1, 10) == 3
    assert passing(processes, 2, 2) == 2, "each key has its own bucket"


@needs_redis
def test_a_refusal_says_how_long_to_wait(processes):
    passing(processes, 1, 3)
    with pytest.raises(RateLimited) as refused:
        processes[1].charge(1)
    assert 990_000 <= refused.value.retry_after_ms <= 1_000_001


@needs_redis
def test_a_batch_of_keys_takes_one_call(processes, monkeypatch):
    here, there = processes
    there.charge_many({2: 1})
    calls = []
    execute = here._redis.execute_command
    monkeypatch.setattr(here._redis, "execute_command", lambda *args, **options: calls.append(args) or execute(*args))
    grants = here.charge_many({1: 2, 2: 5, 3: 1})
    assert {key: grant.passed for key, grant in grants.items()} == {1: 2, 2: 2, 3: 1}
    assert [key for key, grant in grants.items() if grant.retry_after_ms] == [2]
    assert len(calls) == 1


@needs_redis
def test_an_empty_batch_takes_no_call(processes, monkeypatch):
    monkeypatch.setattr(processes[0], "_script", None)
    assert processes[0].charge_many({}) == {}


batches = st.dictionaries(st.integers(1, 3), st.integers(0, 6), max_size=3)
steps = st.lists(st.tuples(st.integers(0, 40), batches.filter(bool)), max_size=25)


@needs_redis
@settings(deadline=None)
@given(rate=st.sampled_from([0.25, 1.0, 4.0]), burst=st.integers(1, 8), steps=steps)
def test_redis_and_memory_follow_the_same_rule(rate, burst, steps):
    """Both get the same charges at the same times. Eighths of a second are exact in both."""
    memory = RateLimit(rate, burst)
    shared = SharedRateLimit(rate, burst, name=uuid.uuid4().hex, url=services.REDIS_URL)
    shared._script = shared._redis.register_script("local now = tonumber(table.remove(ARGV))" + RULE)
    now = 0.0
    for eighths, counts in steps:
        now += eighths / 8
        keys = [f"{shared._prefix}{key}" for key in counts]
        args = [number for count in counts.values() for number in (rate, burst, count)]
        answers = shared._script(keys=keys, args=[*args, now])
        grants = memory.charge_many(counts, now)
        assert answers == [number for key in counts for number in grants[key]]
    shared.forget()


@needs_redis
def test_the_bucket_fills_again():
    limit = SharedRateLimit(1_000_000, 1, name=uuid.uuid4().hex, url=services.REDIS_URL)
    assert passing([limit], 1, 20) == 20


@needs_redis
def test_forgetting_fills_every_bucket(processes):
    passing(processes, 1, 3)
    processes[0].forget()
    assert passing(processes, 1, 10) == 3


def test_without_redis_each_process_counts_by_itself_and_asks_once_per_interval(monkeypatch, caplog):
    limits = [SharedRateLimit(0.001, 3, name="away", url="redis://127.0.0.1:1/0") for _ in range(2)]
    asked = []
    for limit in limits:
        script = limit._script
        monkeypatch.setattr(limit, "_script", lambda script=script, **call: asked.append(call) or script(**call))
    assert passing(limits, 1, 20) == 6
    assert len(asked) == 2, f"each asks once in {RETRY_INTERVAL} seconds"
    assert len(caplog.messages) == 1, "the log says it once"


def test_a_site_without_redis_counts_in_memory():
    assert type(rate_limit(1, 1, name="any", url="")) is RateLimit
    assert isinstance(rate_limit(1, 1, name="any", url="redis://127.0.0.1:1/0"), SharedRateLimit)


@needs_redis
def test_a_refund_gives_charges_back_in_every_process_and_never_more_than_a_burst(processes):
    here, there = processes
    here.charge_many({1: 3})
    there.refund_many({1: 2})
    assert passing(processes, 1, 5) == 2
    there.refund_many({1: 100})
    assert passing(processes, 1, 10) == 3


@needs_redis
def test_several_limits_are_charged_in_one_call(processes, monkeypatch):
    here, there = processes
    other = SharedRateLimit(0.001, 5, name=uuid.uuid4().hex, url=services.REDIS_URL)
    calls = []
    execute = here._redis.execute_command
    monkeypatch.setattr(here._redis, "execute_command", lambda *args, **options: calls.append(args) or execute(*args))
    grants = charge_together([(here, {1: 2, 2: 4}), (other, {1: 9})])
    assert [{key: grant.passed for key, grant in each.items()} for each in grants] == [{1: 2, 2: 3}, {1: 5}]
    assert len(calls) == 1
    assert passing([there], 1, 5) == 1
    other.forget()


def test_several_limits_of_one_process_are_charged_together():
    grants = charge_together([(RateLimit(1, 3), {1: 2, 2: 4}), (RateLimit(1, 5), {}), (RateLimit(1, 5), {1: 9})])
    assert [{key: grant.passed for key, grant in each.items()} for each in grants] == [{1: 2, 2: 3}, {}, {1: 5}]


def test_without_redis_several_limits_are_counted_by_the_process():
    limits = [SharedRateLimit(0.001, burst, name="away", url="redis://127.0.0.1:1/0") for burst in (3, 5)]
    assert [each[1].passed for each in charge_together([(limit, {1: 9}) for limit in limits])] == [3, 5]
