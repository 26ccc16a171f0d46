"""The log says once that Redis is away, and once that it is back."""

import logging

import pytest
from redis.exceptions import ConnectionError as RedisGone

from chat.redis_state import health as module
from chat.redis_state.health import RETRY_INTERVAL, LayerErrors, RedisHealth


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def health(clock):
    return RedisHealth(clock)


def test_failures_and_the_return_are_logged_once_each(health, clock, caplog):
    for _ in range(100):
        health.note_failure(RedisGone("gone"))
    clock.now += RETRY_INTERVAL
    for _ in range(100):
        health.note_success()
    assert [message.split(":")[0] for message in caplog.messages] == ["Redis does not answer", "Redis answers again."]


def test_redis_is_not_back_while_others_still_fail(health, clock):
    health.note_failure(RedisGone("gone"))
    clock.now += RETRY_INTERVAL - 1
    health.note_failure(RedisGone("gone"))
    clock.now += RETRY_INTERVAL - 1
    health.note_success()
    assert health.is_away
    clock.now += 1
    health.note_success()
    assert not health.is_away


def test_redis_is_left_alone_for_a_while_after_a_failure(health, clock):
    assert health.may_try()
    health.note_failure(RedisGone("gone"))
    assert not health.may_try()
    clock.now += RETRY_INTERVAL
    assert health.may_try()


@pytest.mark.parametrize(("error", "passes"), [(RedisGone("gone"), False), (OSError(), False), (KeyError("a"), True)])
def test_the_tracebacks_of_the_layer_become_a_failure(monkeypatch, health, error, passes):
    monkeypatch.setattr(module, "health", health)
    record = logging.LogRecord("layer", logging.ERROR, "", 1, "Unexpected", (), (type(error), error, None))
    assert LayerErrors().filter(record) is passes
    assert health.is_away is not passes


def test_other_lines_of_the_layer_are_kept():
    assert LayerErrors().filter(logging.LogRecord("layer", logging.INFO, "", 1, "hello", (), None))
