"""Invalid requests, which every route refuses."""

import logging
from uuid import uuid4

import pytest

from chat.executors import read
from chat.models import Message
from tests.support.factories import create_user
from tests.support.rest_client import RestClient

JSON = "application/json"
HUGE = 2**63
NO_NUMBERS = [-1, "1", 1.0, True, HUGE, [1], {}]


@pytest.fixture
def bot(transactional_db):
    return RestClient.with_token(create_user("robot"))


@pytest.fixture(params=[RestClient.with_token, RestClient.with_session], ids=["token", "session"])
def anyone(transactional_db, request):
    return request.param(create_user("ada"))


@pytest.fixture(autouse=True)
def no_tracebacks(caplog):
    """Fail a test whose invalid input leaves a traceback in the log."""
    caplog.set_level(logging.INFO)
    yield
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize(
    "raw, type, status, code",
    [
        (b"", JSON, 400, "bad_json"),
        (b"", "", 400, "bad_json"),
        (b"{", JSON, 400, "bad_json"),
        (b"hello", JSON, 400, "bad_json"),
        (b"\xff\xfe{\x00}\x00", JSON, 400, "bad_json"),
        ('{"name":"é"}'.encode("latin-1"), JSON, 400, "bad_json"),
        ("\ufeff{}".encode(), JSON, 400, "bad_json"),
        (b'{"name":NaN}', JSON, 400, "bad_json"),
        (b'{"name":1e999}', JSON, 400, "bad_json"),
        (b'{"name":' + b"9" * 5000 + b"}", JSON, 400, "bad_json"),
        (b"[" * 30_000, JSON, 400, "bad_json"),
        (b"null", JSON, 400, "invalid"),
        (b"[]", JSON, 400, "invalid"),
        (b'"x"', JSON, 400, "invalid"),
        (b'{"name":"\\ud800"}', JSON, 400, "invalid"),
        (b'{"\\ud800":"x"}', JSON, 400, "invalid"),
        (b'{"name":"a\\u0000b"}', JSON, 400, "invalid"),
        ('{"name":"x"}'.encode("utf-16"), "application/json; charset=utf-16", 415, "unsupported"),
        (b'{"name":"x"}', "application/json; charset=nonsense", 415, "unsupported"),
        (b'{"name":"x"}', "text/plain", 415, "unsupported"),
        (b'{"name":"x"}', "", 415, "unsupported"),
        (b"name=x", "application/x-www-form-urlencoded", 415, "unsupported"),
        (b"&".join(b"a%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded", 415, "unsupported"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x", 415, "unsupported"),
        (b"--x\r\nnonsense", "multipart/form-data", 415, "unsupported"),
        (b'{"name":"' + b"x" * 65_536 + b'"}', JSON, 413, "too_large"),
        (b"[" * 3_000_000, JSON, 413, "too_large"),
        (b"x" * 3_000_000, "multipart/form-data; boundary=x", 413, "too_large"),
    ],
)
async def test_a_body_that_is_not_json_is_refused(anyone, raw, type, status, code):
    await anyone.refused(status, code, "POST", "/rooms", raw=raw, type=type)


async def test_a_body_of_exactly_the_limit_is_read(bot):
    frame = b'{"name":"%s"}'
    await bot.refused(400, "invalid", "POST", "/rooms", raw=frame % (b"x" * (65_536 - len(frame) + 2)), type=JSON)


@pytest.mark.parametrize("declared", ["0", "-1", "nonsense", "99999999999"])
async def test_a_false_content_length_does_not_evade_the_limit(bot, declared):
    response = await bot.client.generic(
        "POST", "/api/v1/rooms", b"x" * 70_000, JSON, headers=bot.headers, CONTENT_LENGTH=declared
    )
    assert response.status_code in {400, 413}


@pytest.mark.parametrize(
    "id", ["0", "-1", "abc", "1.5", "01", "+1", "٣", "%31%00", str(HUGE), "9" * 19, "9" * 5000, " 1"]
)
@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/rooms/{}"),
        ("GET", "/rooms/{}/messages"),
        ("DELETE", "/rooms/1/members/{}"),
        ("GET", "/messages/{}"),
        ("PUT", "/messages/{}/reactions/%E2%9C%85"),
    ],
)
async def test_a_path_with_an_impossible_id_is_not_found(bot, method, path, id):
    await bot.refused(404, "not_found", method, path.format(id))


async def test_the_largest_possible_id_is_not_found(bot):
    await bot.refused(404, "not_found", "GET", f"/rooms/{HUGE - 1}")


@pytest.mark.parametrize(
    "query",
    [
        *[f"limit={value}" for value in ("-1", "0", "101", "999999", "abc", "1.0", "+1", "1_0", "", "%00", "9" * 5000)],
        *[f"{name}={value}" for name in ("before", "after", "around") for value in ("-1", "x", str(HUGE), 2**64)],
    ],
)
async def test_an_invalid_page_parameter_is_refused_by_name(world, cyd, query):
    error = await cyd.refused(400, "invalid", "GET", f"/rooms/{world.den.pk}/messages?{query}")
    assert error["fields"].keys() == {query.split("=")[0]}


@pytest.mark.parametrize("query", ["before=1&after=1", "before=1&around=1", "after=1&around=1"])
async def test_a_page_accepts_only_one_position(world, cyd, query):
    await cyd.refused(400, "invalid", "GET", f"/rooms/{world.den.pk}/messages?{query}")


@pytest.mark.parametrize("value", [0, 1, HUGE - 1])
@pytest.mark.parametrize("name", ["before", "after", "around"])
async def test_every_position_has_a_page(world, cyd, name, value):
    assert "messages" in await cyd.get(f"/rooms/{world.den.pk}/messages?{name}={value}")


@pytest.mark.parametrize(
    "key", ["is_staff", "isStaff", "sender", "authorId", "seq", "createdAt", "roomId", "room_id", "client_id"]
)
async def test_extra_keys_are_refused_by_name_and_nothing_is_stored(world, cyd, key):
    before = await read(Message.objects.count)
    body = {"content": "x", "clientId": str(uuid4()), key: 1}
    error = await cyd.refused(400, "invalid", "POST", f"/rooms/{world.den.pk}/messages", body)
    assert key in error["fields"]
    assert await read(Message.objects.count) == before


@pytest.mark.parametrize(
    "request_, key, bad",
    [
        *[(("POST", "/rooms/{}/members"), "userId", bad) for bad in (0, *NO_NUMBERS)],
        *[(("POST", "/rooms/{}/messages"), "replyTo", bad) for bad in (0, *NO_NUMBERS)],
        *[(("PUT", "/rooms/{}/read"), "seq", bad) for bad in (None, *NO_NUMBERS)],
    ],
)
async def test_numbers_in_a_body_are_strict(world, cyd, request_, key, bad):
    method, path = request_
    body = {"content": "x", "clientId": str(uuid4())} if key == "replyTo" else {}
    error = await cyd.refused(400, "invalid", method, path.format(world.den.pk), body | {key: bad})
    assert error["fields"].keys() == {key}


@pytest.mark.parametrize("key", ["x" * 10_240, "", "not-a-uuid", 7, None, "00000000", [], "{" + str(uuid4()) + "\x00}"])
async def test_a_message_needs_a_client_id(world, cyd, key):
    error = await cyd.refused(
        400, "invalid", "POST", f"/rooms/{world.den.pk}/messages", {"content": "x", "clientId": key}
    )
    assert error["fields"].keys() == {"clientId"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PURGE", "HEAD"])
async def test_an_unsupported_method_is_refused_without_cors_headers(bot, method):
    response = await bot.ask(method, "/me", origin="https://evil.example", access_control_request_method="POST")
    assert (response.status_code, sorted(response["Allow"].split(", "))) == (405, ["GET", "PATCH"])
    assert method == "HEAD" or response.json()["error"]["code"] == "unsupported"
    assert [name for name in response.headers if name.lower().startswith("access-control")] == []


async def test_no_header_overrides_the_method(world, cyd):
    path = f"/rooms/{world.den.pk}"
    response = await cyd.ask("POST", path, x_http_method_override="PATCH")
    assert response.status_code == 405
    assert (await cyd.ask("GET", path, x_http_method_override="DELETE")).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/me/", "/rooms/", "/../admin", "/me/%00", "/messages/1/reactions/a/b"]
)
async def test_an_unknown_path_is_not_found(nobody, method, path):
    await nobody.refused(404, "not_found", method, path)


async def test_a_url_with_a_thousand_parameters_is_refused(bot):
    await bot.refused(400, "invalid", "GET", "/me?" + "&".join(f"a{n}=1" for n in range(2000)))


async def test_an_unknown_host_is_refused(bot):
    response = await bot.client.get("/api/v1/me", headers={**bot.headers, "host": "evil.example"})
    assert response.status_code == 400


async def test_a_long_forwarded_for_header_changes_nothing(bot):
    assert (await bot.ask("GET", "/me", x_forwarded_for=", ".join(["10.0.0.1"] * 1000))).status_code == 200


@pytest.mark.parametrize("path", ["/rooms", "/me", "/nowhere", "/rooms/999"])
async def test_no_answer_is_kept_by_browsers_and_proxies(bot, path):
    response = await bot.client.get(f"/api/v1{path}", headers=bot.headers)
    assert response["Cache-Control"] == "no-store"
