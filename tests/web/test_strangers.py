"""Requests without a login wait for their turn and have a rate for each address, unlike those of people."""

import asyncio
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import AsyncRequestFactory, Client
from django.utils import timezone

from chat import conf
from chat.actions.moderation import network_bans
from chat.executors import write
from chat.models import NetworkBan
from chat.text.moderation.networks import Networks, parse_network
from chat.web import strangers
from chat.web.strangers import AddressPaces, Lanes, StrangersMiddleware
from tests.support.factories import create_user

ADDRESS = "203.0.113.7"


def request_of(path="/", address=ADDRESS, user=None, **headers):
    request = AsyncRequestFactory().get(path, headers=headers)
    request.META["REMOTE_ADDR"] = address
    request.user = user or AnonymousUser()
    return request


def answering(status=200):
    async def view(request):
        return HttpResponse(status=status)

    return StrangersMiddleware(view)


@pytest.fixture
def two_pages(monkeypatch):
    monkeypatch.setattr(conf, "STRANGER_RATE", 0.001)
    monkeypatch.setattr(conf, "STRANGER_BURST", 2)


async def statuses(get, count, **fields):
    return [(await get(request_of(**fields))).status_code for _ in range(count)]


async def test_an_address_without_a_login_has_a_rate(two_pages):
    get = answering()
    assert await statuses(get, 3) == [200, 200, 429]
    assert await statuses(get, 1, address="203.0.113.8") == [200]
    refused = await get(request_of())
    assert int(refused["Retry-After"]) > 0
    assert refused["Content-Type"] == "text/plain"


async def test_the_machine_itself_has_no_rate(two_pages):
    assert await statuses(answering(), 5, address="127.0.0.1") == [200] * 5


async def test_a_cookie_that_is_no_session_does_not_help(two_pages, monkeypatch):
    async def nobody(request):
        request.is_preloaded = True

    monkeypatch.setattr(strangers, "preload_user", nobody)
    assert await statuses(answering(), 3, Cookie="sessionid=made-up") == [200, 200, 429]


async def test_a_request_of_the_api_with_a_token_takes_no_place_of_strangers(monkeypatch):
    """A long poll would keep it for half a minute."""
    monkeypatch.setattr(conf, "STRANGER_LANES", 1)
    monkeypatch.setattr(strangers, "lanes", Lanes())
    waiting = asyncio.Event()

    async def view(request):
        if request.path.startswith("/api/"):
            await waiting.wait()
        return HttpResponse()

    get = StrangersMiddleware(view)
    poll = asyncio.create_task(get(request_of("/api/v1/events", Authorization="Bearer any")))
    await asyncio.sleep(0)
    assert await statuses(get, 2) == [200, 200]
    waiting.set()
    assert (await poll).status_code == 200


@pytest.mark.django_db
def test_a_person_who_is_logged_in_is_not_counted(two_pages, client: Client):
    client.force_login(create_user("ada"))
    answers = [client.get("/profile/", REMOTE_ADDR=ADDRESS).status_code for _ in range(4)]
    assert answers == [200] * 4
    client.logout()
    answers = [client.get("/accounts/login/", REMOTE_ADDR=ADDRESS).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


async def test_one_address_has_one_turn_at_a_time_and_does_not_delay_another():
    lanes, began, release = Lanes(), [], asyncio.Event()

    async def take(address):
        async with lanes.turn(address):
            began.append(address)
            await release.wait()

    tasks = [asyncio.create_task(take(address)) for address in ("a", "a", "a", "b", "c")]
    for _ in range(5):
        await asyncio.sleep(0)
    assert began == ["a", "b"]
    release.set()
    await asyncio.gather(*tasks)
    assert began == ["a", "b", "c", "a", "a"]


async def test_a_request_that_is_given_up_leaves_the_line():
    lanes, release = Lanes(), asyncio.Event()

    async def take():
        async with lanes.turn("a"):
            await release.wait()

    first, second = (asyncio.create_task(take()) for _ in range(2))
    await asyncio.sleep(0)
    second.cancel()
    release.set()
    await asyncio.gather(first, second, return_exceptions=True)
    async with lanes.turn("a"):
        pass


def test_old_addresses_are_forgotten(monkeypatch):
    monkeypatch.setattr(AddressPaces, "REMEMBERED", 2)
    paces = AddressPaces()
    for address in ("a", "b", "a", "c"):
        paces.require(address)
    assert list(paces._paces) == ["a", "c"]


# --- Banned networks


@pytest.fixture
def banned(monkeypatch):
    ranges = Networks([(parse_network("203.0.113.0/24"), None), (parse_network("127.0.0.0/8"), None)])
    monkeypatch.setattr(network_bans, "loaded", network_bans.Loaded(ranges, asked_at=float("inf")))


async def test_strangers_from_a_banned_network_are_refused_in_their_language(banned):
    refused = await answering()(request_of(**{"Accept-Language": "en"}))
    assert refused.status_code == 403
    assert b"Not from this network" in refused.content
    assert (await answering()(request_of(address="203.0.114.7"))).status_code == 200


async def test_the_api_refuses_them_in_its_own_shape(banned):
    refused = await answering()(request_of("/api/v1/me"))
    assert (refused.status_code, json.loads(refused.content)["error"]["code"]) == (403, "forbidden")


async def test_the_machine_itself_is_never_refused(banned):
    assert (await answering()(request_of(address="127.0.0.1"))).status_code == 200


@pytest.mark.django_db
def test_members_who_are_logged_in_stay_and_nobody_logs_in_or_signs_up(banned, client):
    create_user("ada")
    there = {"REMOTE_ADDR": "203.0.113.7"}
    client.force_login(create_user("bob"))
    assert client.get("/profile/", **there).status_code == 200
    for path in ("/accounts/login/", "/accounts/signup/"):
        assert Client().post(path, {"login": "ada"}, **there).status_code == 403
    assert Client().get("/accounts/login/", **there).status_code == 403


@pytest.mark.django_db(transaction=True)
async def test_a_process_without_sockets_asks_for_the_bans_itself(monkeypatch):
    monkeypatch.setattr(network_bans, "loaded", network_bans.Loaded())
    await write(NetworkBan.objects.create, network="203.0.113.0/24", reason="Spam", created_at=timezone.now())
    assert (await answering()(request_of())).status_code == 403
