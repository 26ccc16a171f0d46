"""Fixtures for pages: the site is set up, and rate limits are reset."""

from concurrent.futures import Executor, Future

import pytest
from django.core.cache import cache

from chat import conf
from chat.web.accounts import mail
from chat.web.middleware import first_run
from tests.support.fixtures import *  # noqa: F403


class SameThread(Executor):
    """Runs what is submitted at once."""

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


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
    """Send mails before the answer, however slow the machine is, and wait no longer but in tests of the time."""
    monkeypatch.setattr(conf, "MAIL_SECONDS", 0.05)
    monkeypatch.setattr(mail, "_threads", SameThread())


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client
