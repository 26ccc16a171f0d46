"""Fixtures for all tests."""

import hypothesis
import pytest

from chat import executors
from chat.actions.changes.rendering import budget
from chat.actions.moderation import network_bans, word_filter
from chat.protocol.messages.encoded import cache
from chat.rate_limits import kinds
from chat.realtime.pace import paces
from chat.redis_state.health import health
from chat.text.moderation.word_filter import WordFilter
from chat.web import strangers
from tests.support import fast_flush

fast_flush.install()
hypothesis.settings.register_profile("quick", max_examples=20)


@pytest.fixture(autouse=True)
def fresh_limits():
    """Reset the rate limits, so that a test does not depend on how much another one wrote."""
    kinds.forget()
    budget.forget()
    paces.forget()
    strangers.paces.forget()


@pytest.fixture(autouse=True)
def healthy_redis():
    """Forget that an earlier test found Redis away."""
    health.is_away = False


@pytest.fixture(autouse=True)
def no_word_filter():
    """Forget the rules of the test before."""
    word_filter.loaded = word_filter.Loaded(WordFilter())


@pytest.fixture(autouse=True)
def no_network_bans():
    """Forget the bans of the test before, and ask for none: in a process that serves people the ticker does that."""
    network_bans.loaded = network_bans.Loaded(asked_at=float("inf"))


@pytest.fixture(autouse=True)
def empty_message_cache():
    """Forget the messages of the test before: its ids begin again in another database."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Close the connections of the reader and writer threads before the test database is dropped."""
    yield
    executors.close_connections()
