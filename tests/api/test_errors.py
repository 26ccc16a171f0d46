import logging
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from chat.actions.people import users
from chat.actions.sending.committer import limit
from chat.api.errors import error_response
from chat.errors import Forbidden, RateLimited
from tests.support.rest_client import RestClient


@pytest.mark.parametrize("ms, seconds", [(1, "1"), (1000, "1"), (1001, "2"), (None, "1")])
def test_rate_limited_has_retry_after(ms, seconds):
    assert error_response(RateLimited(retry_after_ms=ms))["Retry-After"] == seconds


def test_other_errors_have_no_retry_after():
    assert "Retry-After" not in error_response(Forbidden())


async def test_sending_too_fast_is_rate_limited(world, cyd, monkeypatch):
    monkeypatch.setattr(limit, "rate", 0.001)
    monkeypatch.setattr(limit, "burst", 1)
    limit.charge(world.cyd.pk)
    body = {"content": "x", "clientId": str(uuid4())}
    response = await cyd.ask("POST", f"/rooms/{world.den.pk}/messages", body)
    assert (response.status_code, response.json()["error"]["code"]) == (429, "rate_limited")
    wait = response.json()["error"]["retryAfterMs"]
    assert 0 < wait <= 1_000_000
    assert response["Retry-After"] == str(-(-wait // 1000))


async def test_an_unexpected_error_is_logged_once_and_reveals_nothing(world, cyd, monkeypatch, caplog):
    monkeypatch.setattr("chat.api.people.me.me_payload", lambda user: 1 / 0)
    caplog.set_level(logging.WARNING)
    error = await cyd.refused(500, "unavailable", "GET", "/me")
    assert "division" not in error["message"]
    assert [bool(record.exc_info) for record in caplog.records] == [True]


async def test_an_unreachable_database_is_answered_with_503(world, cyd, monkeypatch):
    def down(*args: object) -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr("chat.api.auth.by_token", down)
    await cyd.refused(503, "unavailable", "GET", "/me")


@pytest.mark.parametrize("enter", [RestClient.with_token, RestClient.with_session])
async def test_errors_are_in_the_users_language(world, enter):
    await sync_to_async(users.update_profile)(by=world.cyd, language="zh-hans")
    rest = await sync_to_async(enter)(world.cyd)
    error = await rest.refused(404, "not_found", "GET", "/rooms/999")
    assert error["message"] == "没有这个房间。"


async def test_without_a_user_errors_are_in_the_requested_language(world):
    error = await RestClient({"accept-language": "zh-CN"}).refused(401, "unauthenticated", "GET", "/me")
    assert error["message"] == "请先登录。"
