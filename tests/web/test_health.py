"""Health checks."""

import pytest
from django.core.cache import cache

from chat.web import health

pytestmark = pytest.mark.django_db(transaction=True)


def test_healthz_answers_200(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_readyz_answers_200_when_database_and_cache_work(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "cache": "ok"})


def test_without_a_database_the_process_is_healthy_but_not_ready(client, monkeypatch):
    from django.db import OperationalError

    def broken():
        raise OperationalError("gone")

    monkeypatch.setattr(health, "_database", broken)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "failed", "cache": "ok"})


def test_with_a_cache_that_loses_values_the_process_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(type(cache._connections["default"]), "get", lambda *args, **kwargs: None)
    assert client.get("/readyz").json() == {"database": "ok", "cache": "failed"}
