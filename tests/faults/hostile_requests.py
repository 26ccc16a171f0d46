"""Deeds of a hostile person, or of a hostile address, that are requests: files, log-ins, sockets of strangers."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tests.faults.hostile import REQUESTS, Attacker
from tests.support.sample_files import picture, rotated_webp
from tests.support.websocket_client import Client, Refused, new_id

STRANGERS = 200
"""Sockets without a login that one address tries to hold open at the same time."""
FILE_BYTES = 5_000_000
ADDRESS = "203.0.113.7"
"""The address that these deeds come from, as a proxy says."""
UNREAD = (403, 413, 429, 503)
"""The answers to a form at which the site does not look."""
Deed = Callable[[Attacker], Awaitable[None]]


def uploads(content: Callable[[], bytes], name: str) -> Deed:
    """Upload a file again and again."""

    async def do(attacker: Attacker) -> None:
        body = await asyncio.to_thread(content)

        def form() -> aiohttp.FormData:
            data = aiohttp.FormData()
            data.add_field("file", body, filename=name)
            return data

        await attacker.request("POST", lambda: "/api/v1/attachments", form=form)

    return do


async def polls(attacker: Attacker) -> None:
    address = f"/api/v1/rooms/{attacker.room_id}/polls"
    options = [f"{number} " + "**a** `b` " * 5 for number in range(10)]
    await attacker.request(
        "POST", lambda: address, lambda: {"question": "Which?", "options": options, "clientId": new_id()}
    )


async def reconnects(attacker: Attacker) -> None:
    """Connect again and again, without waiting for the greeting."""

    async def one() -> None:
        while True:
            client = await Client.connect(attacker.site.urls[0], token=attacker.person["token"], batch=True)
            attacker.count(True)
            client.cut()

    await asyncio.gather(*(one() for _ in range(REQUESTS)))


async def sockets_of_strangers(attacker: Attacker) -> None:
    """Hold as many sockets open without a login as one address gets, and try again for more."""

    async def one() -> None:
        while True:
            try:
                client = await Client.connect(attacker.site.urls[0])
            except Refused:
                attacker.count(False)
                await asyncio.sleep(0)
                continue
            attacker.count(True)
            await client.closed()

    await asyncio.gather(*(one() for _ in range(STRANGERS)))


def forms(path: str, fields: Callable[[int], dict[str, str]], *, page: str = "") -> Deed:
    """Submit a form that needs no login, each time with other fields. `page` has the form's token, if `path` has not.

    A form counts as done when the site has looked at it, also if it is wrong.
    """

    async def do(attacker: Attacker) -> None:
        numbers, url = itertools.count(), attacker.site.urls[0] + path

        async def one(http: aiohttp.ClientSession) -> None:
            while True:
                async with http.get(attacker.site.urls[0] + (page or path)) as response:
                    if response.status == 429:
                        attacker.count(False)
                        await asyncio.sleep(0)
                        continue
                    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', await response.text())
                data = {"csrfmiddlewaretoken": found[1] if found else "", **fields(next(numbers))}
                async with http.post(url, data=data, headers={"Referer": url}, allow_redirects=False) as response:
                    await response.read()
                    assert response.status < 500, await response.text()
                    attacker.count(response.status not in UNREAD)

        # Else it takes no cookies from an IP address, and the site refuses every form.
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar, headers={"X-Forwarded-For": ADDRESS}) as http:
            await asyncio.gather(*(one(http) for _ in range(REQUESTS)))

    return do


def wrong_log_in(number: int) -> dict[str, str]:
    return {"login": f"person{number % 20}", "password": f"wrong password {number}"}


def sign_up(number: int) -> dict[str, str]:
    password = f"correct horse {number}"
    return {"username": f"crowd{number}", "email": f"crowd{number}@example.org", "password1": password}


def wrong_code(number: int) -> dict[str, str]:
    return {**sign_up(number), "invite": f"not-a-code-{number}"}


def reset(number: int) -> dict[str, str]:
    return {"email": f"person{number % 20}@example.org"}


ENVIRONMENT: dict[str, dict[str, str]] = {
    "invitation codes": {"SIGNUP": "invite"},
    "password resets": {"EMAIL_URL": "memorymail://"},
}
"""The settings that the site needs for a deed."""
DEEDS: dict[str, Any] = {
    "pictures": uploads(lambda: rotated_webp(4_000, 4_000), "x.webp"),
    "small pictures": uploads(lambda: picture("JPEG", (1_000, 1_000)), "x.jpg"),
    "files": uploads(lambda: b"\0" * FILE_BYTES, "x.bin"),
    "polls": polls,
    "reconnects": reconnects,
    "sockets of strangers": sockets_of_strangers,
    "wrong log-ins": forms("/accounts/login/", wrong_log_in),
    "sign-ups": forms("/accounts/signup/", sign_up),
    "password resets": forms("/accounts/password/reset/", reset),
    "invitation codes": forms("/accounts/signup/", wrong_code, page="/accounts/login/"),
}
