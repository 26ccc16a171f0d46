"""Sockets without a login, and many sockets of one address, do not keep the people out."""

import asyncio

import pytest

from chat import conf
from tests.servers.conftest import check_log, copy_of
from tests.support.servers import Server
from tests.support.waiting import wait_until
from tests.support.websocket_client import Client, Refused

QUOTA = 50
PER_ADDRESS = 30


@pytest.fixture(scope="module")
def server(staged, tmp_path_factory):
    folder = tmp_path_factory.mktemp("strangers")
    limits = {"ANONYMOUS_SOCKETS": str(QUOTA), "SOCKETS_PER_ADDRESS": str(PER_ADDRESS)}
    with Server("uvicorn", copy_of(staged, folder), folder / "log", **limits) as server:
        yield server
    check_log(server.text)


def by(address):
    """Return the header with which the proxy, which the server trusts, names its client."""
    return {"X-Forwarded-For": address}


@pytest.fixture
async def crowd(server):
    """Opens many sockets at once from one address, and closes them after the test."""
    opened: list[Client] = []

    async def crowd(count, address, **how):
        """Return how many were opened, and the statuses of the others."""
        attempts = [Client.connect(server.url, headers=by(address), **how) for _ in range(count)]
        results = await asyncio.gather(*attempts, return_exceptions=True)
        assert [error for error in results if isinstance(error, Exception) and not isinstance(error, Refused)] == []
        clients = [client for client in results if isinstance(client, Client)]
        opened.extend(clients)
        return len(clients), {result.status for result in results if isinstance(result, Refused)}

    yield crowd
    for client in opened:
        await client.close()


@pytest.mark.parametrize("how", [{}, {"session": "x" * 32}], ids=["nothing", "an expired session"])
async def test_strangers_of_one_address_are_few_and_a_member_connects_and_sends(server, crowd, person, cast, how):
    if how:
        how["origin"] = server.url
    address = "203.0.113.7" if how else "203.0.113.6"
    opened, statuses = await crowd(300, address, **how)
    if not how:
        assert (opened, statuses) == (conf.STRANGERS_PER_ADDRESS, {429})
    member = await person("bob", server, headers=by("203.0.113.8"))
    await member.say(cast.room("kitchen"))
    assert server.text.count("Sockets are refused") <= 1


async def test_strangers_of_all_addresses_share_a_quota(server, crowd, person, cast):
    found = [await crowd(30, f"198.51.100.{number}") for number in range(8)]
    assert sum(opened for opened, _ in found) == QUOTA
    assert found[-1] == (0, {503})
    member = await person("bob", server, headers=by("203.0.113.8"))
    await member.say(cast.room("kitchen"))


async def test_who_logs_in_or_leaves_makes_room_for_another_stranger(server, crowd, cast):
    strangers = [await Client.connect(server.url, headers=by("192.0.2.1")) for _ in range(conf.STRANGERS_PER_ADDRESS)]
    assert await crowd(1, "192.0.2.1") == (0, {429})
    await strangers[0].send({"type": "login", "data": {"token": cast.token("bob")}})
    await strangers[0].expect("welcome")
    await strangers[0].ping()
    assert await crowd(1, "192.0.2.1") == (1, set())
    await strangers[1].close()
    await wait_until(lambda: strangers[1].code is not None)
    async with asyncio.timeout(20):
        while await crowd(1, "192.0.2.1") != (1, set()):  # noqa: ASYNC110 - nobody would set an event
            await asyncio.sleep(0.01)
    for client in strangers:
        await client.close()


async def test_one_address_has_a_limited_number_of_sockets_with_a_login_too(crowd, person, server, cast):
    opened, statuses = await crowd(PER_ADDRESS + 10, "203.0.113.9", token=cast.token("cy"))
    assert (opened, statuses) == (PER_ADDRESS, {429})
    await (await person("cy", server, headers=by("203.0.113.10"))).ping()


async def test_addresses_of_one_ipv6_network_count_as_one(crowd):
    for number in range(conf.STRANGERS_PER_ADDRESS):
        assert await crowd(1, f"2001:db8:1:2::{number:x}") == (1, set())
    assert await crowd(1, "2001:db8:1:2:ffff::1") == (0, {429})
    assert await crowd(1, "2001:db8:1:3::1") == (1, set())


async def test_clients_of_the_machine_itself_are_limited_by_the_quota_only(server, crowd, cast):
    clients = [await Client.connect(server.url, token=cast.token("fay")) for _ in range(PER_ADDRESS + 5)]
    for client in clients:
        await client.close()
