"""While Redis is away people log in, reset passwords, write and upload, and the log says so once."""

import asyncio
import os
import re

import pytest

from tests.servers.conftest import Cast, check_log
from tests.servers.stores import MISSING, database, needs_stores
from tests.support import services
from tests.support.servers import Redis, Server, prepare_database
from tests.support.waiting import wait_until
from tests.support.web_session import WebSession
from tests.support.websocket_client import Client, new_id

needs_redis = pytest.mark.skipif("redis-server" in MISSING and not services.REQUIRED, reason="redis-server is missing")


@pytest.fixture(
    scope="module",
    params=[pytest.param("sqlite", marks=needs_redis), pytest.param("postgresql", marks=needs_stores)],
)
def stores(request, tmp_path_factory):
    """Two processes, their cast, and a Redis of their own."""
    folder = tmp_path_factory.mktemp(f"redis-away-{request.param}")
    with Redis(folder) as own_redis:
        variables = {"REDIS_URL": own_redis.url, "EMAIL_URL": f"filemail://{folder}/mail"}
        if request.param == "sqlite":
            yield folder, own_redis, variables
        else:
            with database("redis_away") as url:
                yield folder, own_redis, {**variables, "DATABASE_URL": url}


@pytest.fixture(scope="module")
def site(stores):
    folder, own_redis, variables = stores
    cast = Cast(prepare_database(folder, **variables))
    servers = [Server("uvicorn", folder, folder / f"log{number}", **variables) for number in (1, 2)]
    with servers[0], servers[1]:
        yield servers, cast, own_redis


def lines_of(server):
    """Return the lines of the log that are no routine. A wrong password is."""
    routine = re.compile(r"INFO:| INFO |Unauthorized: /accounts/login/")
    return [line for line in server.text.splitlines() if not routine.search(line)]


async def test_the_site_goes_on_without_redis_and_says_so_once(site):
    servers, cast, own_redis = site
    here, room = servers[0], cast.room("kitchen")
    visitor = WebSession(here.url)
    assert (await asyncio.to_thread(visitor.sign_up, "nora")).status == 302
    writer = await Client.connect(here.url, token=cast.token("bob"))
    listener = await Client.connect(servers[1].url, token=cast.token("cy"))
    await writer.say(room, "before")
    await listener.expect("chat:message", content="before")
    before = [lines_of(server) for server in servers]

    await asyncio.to_thread(own_redis.kill)
    for number in range(30):
        await writer.say(room, f"away {number}")
    visitor.cookies.clear()
    assert (await asyncio.to_thread(visitor.log_in, "nora", "wrong")).status == 401
    assert (await asyncio.to_thread(visitor.log_in, "nora")).status == 302
    assert (await asyncio.to_thread(visitor.upload, os.urandom(1_000))).status == 201
    reset = await asyncio.to_thread(WebSession(here.url).post, "/accounts/password/reset/", email="nora@example.org")
    assert reset.status == 302
    for server in servers:
        for _ in range(5):
            answer = await asyncio.to_thread(WebSession(server.url).get, "/readyz")
            assert (answer.status, answer.text) == (200, '{"database": "ok", "cache": "degraded"}')
    # The healer delivers what the layer does not.
    await listener.wait(lambda: any(m["content"] == "away 29" for m in listener.events("chat:message")), 30)
    for server, old in zip(servers, before, strict=True):
        new = lines_of(server)[len(old) :]
        assert len(new) == 1, new
        assert "Redis does not answer" in new[0]

    await asyncio.to_thread(own_redis.start)
    await wait_until(lambda: all("Redis answers again" in server.text for server in servers), 60)
    for server, old in zip(servers, before, strict=True):
        assert len(lines_of(server)) == len(old) + 2
        answer = await asyncio.to_thread(WebSession(server.url).get, "/readyz")
        assert answer.text == '{"database": "ok", "cache": "ok"}'
    await writer.say(room, "after")
    await listener.wait(lambda: any(m["content"] == "after" for m in listener.events("chat:message")), 30)
    for client in (writer, listener):
        await client.close()
    for server in servers:
        check_log(server.text)


async def test_a_limit_holds_in_each_process_while_redis_is_away(site):
    servers, cast, own_redis = site
    await asyncio.to_thread(own_redis.kill)
    try:
        client = await Client.connect(servers[0].url, token=cast.token("gus"))
        data = {"roomId": cast.room("hall"), "content": "x"}
        answers = [await client.start("chat:send", clientId=new_id(), **data) for _ in range(60)]
        acks = [(await answer)["data"] for answer in answers]
        assert {ack["error"]["code"] for ack in acks if not ack["success"]} == {"rate_limited"}
        visitor = WebSession(servers[1].url)
        statuses = [(await asyncio.to_thread(visitor.log_in, "gus", "wrong")).status for _ in range(6)]
        assert (statuses[0], statuses[-1]) == (401, 429)
        await client.close()
    finally:
        await asyncio.to_thread(own_redis.start)
