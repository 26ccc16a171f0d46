import pytest
from django.conf import settings

from chat import conf
from chat.actions.people import sessions, tokens, users
from chat.api.auth import Usage
from chat.executors import read, write
from chat.models import ApiToken, User
from tests.support.factories import create_user


async def test_a_token_authenticates_its_owner(world, cyd):
    assert (await cyd.get("/me"))["username"] == "cyd"


async def test_a_session_authenticates_its_user(ada):
    assert (await ada.get("/me"))["username"] == "ada"


async def test_somebody_who_makes_too_many_requests_is_told_to_wait_and_others_are_not(world, cyd, ada, monkeypatch):
    monkeypatch.setattr(conf, "COMMAND_RATE", 0.001)
    monkeypatch.setattr(conf, "COMMAND_BURST", 2)
    for _ in range(2):
        await cyd.get("/me")
    error = await cyd.refused(429, "rate_limited", "GET", "/me")
    assert error["retryAfterMs"] > 0
    await ada.get("/me")


async def test_a_token_has_precedence_over_cookies(world, ada):
    secret = (await write(tokens.issue, user=world.eve))[1]
    assert (await ada.ask("GET", "/me", authorization=f"Bearer {secret}")).json()["username"] == "eve"
    await ada.refused(401, "unauthenticated", "GET", "/me", authorization="Bearer nonsense")


@pytest.mark.parametrize("value", ["Bearer", "Bearer ", "Bearer x y", "bearer \u00e9", "Bearer " + "x" * 8000])
async def test_an_invalid_token_is_refused(nobody, value):
    await nobody.refused(401, "unauthenticated", "GET", "/me", authorization=value)


async def test_a_revoked_token_is_refused(world, cyd):
    await write(tokens.revoke, by=world.cyd, token_id=cyd.token.pk)
    await cyd.refused(401, "unauthenticated", "GET", "/me")


async def test_a_session_of_a_deactivated_user_is_refused_with_the_reason(world, ada):
    root = await write(create_user, "ruth", is_admin=True)
    await write(users.deactivate, by=root, user_id=world.ada.pk)
    await ada.refused(403, "banned", "GET", "/me")


async def test_a_token_of_a_deactivated_user_is_refused(world, cyd):
    await write(lambda: User.objects.filter(pk=world.cyd.pk).update(is_active=False))
    await cyd.refused(403, "banned", "GET", "/me")


async def test_a_session_that_has_ended_is_refused(world, ada):
    key = ada.client.cookies[settings.SESSION_COOKIE_NAME].value
    await write(sessions.end_session, user=world.ada, session_key=key)
    await ada.refused(401, "unauthenticated", "GET", "/me")


async def test_a_session_ends_with_the_password_it_was_made_with(world, ada):
    def change() -> None:
        world.ada.set_password("another battery staple")
        world.ada.save()

    await write(change)
    await ada.refused(401, "unauthenticated", "GET", "/me")


@pytest.mark.parametrize("cookie", ["", "x", "../../etc/passwd", "x" * 5000, "' OR 1=1 --"])
async def test_an_invalid_session_cookie_is_refused(nobody, cookie):
    nobody.client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    await nobody.refused(401, "unauthenticated", "GET", "/me")


@pytest.mark.parametrize(
    "method, path", [("POST", "/tickets"), ("PATCH", "/rooms/1"), ("PUT", "/rooms/1/read"), ("DELETE", "/messages/1")]
)
@pytest.mark.parametrize("token", [None, "", "d" * 32])
async def test_a_change_with_a_session_needs_a_csrf_token(ada, method, path, token):
    ada.headers = {} if token is None else {"x-csrftoken": token}
    await ada.refused(403, "forbidden", method, path, {})


async def test_a_cross_site_request_changes_nothing(ada):
    await ada.refused(403, "forbidden", "POST", "/tickets", origin="https://evil.example")


async def test_a_token_needs_no_csrf_token(cyd):
    assert (await cyd.post("/tickets", status=200))["ticket"]


async def test_without_a_session_the_error_is_401_and_not_about_csrf(nobody):
    await nobody.refused(401, "unauthenticated", "POST", "/tickets")
    response = await nobody.ask("GET", "/me")
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("name", ["token", "access_token"])
async def test_a_token_in_the_url_is_refused_even_with_a_valid_header(cyd, name):
    secret = cyd.headers["authorization"].split()[1]
    error = await cyd.refused(400, "invalid", "GET", f"/me?{name}={secret}")
    assert error["fields"].keys() == {name}


async def test_the_use_of_a_token_is_recorded(world, cyd):
    await cyd.get("/me")
    await write(lambda: None)
    assert (await read(ApiToken.objects.get, pk=cyd.token.pk)).last_used_at is not None


async def test_the_use_of_a_token_is_recorded_once_a_minute(monkeypatch):
    noted = []
    monkeypatch.setattr("chat.api.auth.submit_second_write", lambda job: noted.append(job.keywords["token_id"]))
    usage = Usage()
    for second, token_id in [(0, 7), (1, 7), (2, 8), (59, 7), (60, 7), (61, 7), (62, None)]:
        usage.record(token_id, now=second)
    assert noted == [7, 8, 7]
