"""Health checks."""

import errno
import os
import tempfile
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as RedisGone

from chat.redis_state.cache import shared_cache
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

    monkeypatch.setattr(health, "_ask_database", broken)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "failed", "cache": "ok"})


@pytest.mark.parametrize(
    ("number", "state"),
    [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EACCES, "failed"), (errno.EROFS, "failed")],
)
def test_a_process_that_cannot_write_to_its_disk_is_not_ready_and_says_why(client, monkeypatch, number, state):
    def refuse(*args):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(health.os, "posix_fallocate", refuse, raising=False)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "ok", "cache": "ok", "disk": state})


def test_a_system_that_reserves_no_room_is_asked_by_writing(client, monkeypatch):
    """macOS has no `posix_fallocate`."""
    monkeypatch.delattr(health.os, "posix_fallocate", raising=False)
    assert client.get("/readyz").status_code == 200
    with tempfile.TemporaryFile() as file:
        health._reserve(file)
        assert os.fstat(file.fileno()).st_size == health.conf.DISK_RESERVE


def test_the_disk_is_asked_only_where_the_site_stores_something_on_it(settings, monkeypatch):
    monkeypatch.setattr(health, "default_storage", object())
    database = {settings.DATABASES["default"]["NAME"]} if health.connection.vendor == "sqlite" else set()
    assert {str(folder) for folder in health._folders()} == {str(Path(name).parent) for name in database}


def test_a_process_whose_cache_loses_values_is_ready_and_says_so(client, monkeypatch):
    monkeypatch.setattr(type(shared_cache._connections["shared"]), "get", lambda *args, **kwargs: None)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "cache": "degraded"})


def test_a_process_without_redis_is_ready_and_asks_it_once_in_a_while(client, monkeypatch):
    asked = []

    def fail(*args, **kwargs):
        asked.append(args)
        raise RedisGone("no Redis")

    monkeypatch.setattr(type(shared_cache._connections["shared"]), "set", fail)
    for _ in range(5):
        response = client.get("/readyz")
        assert (response.status_code, response.json()) == (200, {"database": "ok", "cache": "degraded"})
    assert len(asked) == 1


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["evil.example", "10.0.0.7:8000", "[::1", "a b", ""])
def test_a_probe_is_answered_for_any_host(client, path, host):
    assert client.get(path, headers={"host": host}).status_code == 200


async def test_a_probe_is_answered_for_any_host_on_the_event_loop_too(async_client):
    assert (await async_client.get("/healthz", headers={"host": "evil.example"})).status_code == 200
