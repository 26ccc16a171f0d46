"""Fixtures for all tests."""

import hypothesis
import pytest

from chat import executors
from chat.actions.sending.committer import limit
from tests.support import fast_flush

fast_flush.install()
hypothesis.settings.register_profile("quick", max_examples=20)


@pytest.fixture(autouse=True)
def fresh_limits():
    """Reset the rate limits, so that a test does not depend on how much another one wrote."""
    limit.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Close the connections of the reader and writer threads before the test database is dropped."""
    yield
    executors.close_connections()
