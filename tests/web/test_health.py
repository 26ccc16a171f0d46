"""What probes are told."""

import pytest
from django.core.cache import cache

from chat.web import health

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_process_that_answers_is_up(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_a_process_that_can_serve_is_ready(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "cache": "ok"})


def test_without_its_database_it_is_up_and_not_ready(client, monkeypatch):
    from django.db import OperationalError

    def broken():
        raise OperationalError("gone")

    monkeypatch.setattr(health, "_database", broken)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "failed", "cache": "ok"})


def test_with_a_forgetful_cache_it_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(type(cache._connections["default"]), "get", lambda *args, **kwargs: None)
    assert client.get("/readyz").json() == {"database": "ok", "cache": "failed"}
