"""Fixtures for pages: the site is set up, and rate limits are reset."""

import pytest
from django.core.cache import cache

from chat import conf
from chat.web.middleware import first_run
from tests.support.fixtures import *  # noqa: F403


@pytest.fixture(autouse=True)
def set_up_site(monkeypatch):
    monkeypatch.setattr(first_run, "is_over", True)


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def no_waiting_for_mail(monkeypatch):
    """Answer as soon as the mail is sent, except where a test is about the time."""
    monkeypatch.setattr(conf, "MAIL_SECONDS", 0.05)


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client
