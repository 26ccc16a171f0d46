"""Fixtures for every test."""

import pytest

from chat import executors
from chat.actions.sending.committer import limit
from chat.protocol.messages.encoded import cache
from tests.support import emptying

emptying.install()


@pytest.fixture(autouse=True)
def fresh_limits():
    """No test feels how fast another one wrote."""
    limit.forget()


@pytest.fixture(autouse=True)
def no_messages_of_other_tests():
    """Each test has its own database, in which the ids begin again."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def threads_let_go_of_the_database(django_db_setup):
    yield
    executors.close_connections()
