"""The guarded client: asks only servers of the public internet, and takes only so much of what they answer.

What is checked is the address that is dialled: behind every redirect, whatever a name stands for at this moment, and
however an address is written.
"""

import asyncio
import re
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from errno import EACCES
from typing import Any
from zlib import error as ZlibError

from aiohttp import ClientError, ClientResponse, ClientSession, DummyCookieJar, TCPConnector
from yarl import URL

from chat import conf
from chat.outbound.addresses import is_public
from chat.outbound.names import Names

Place = tuple[str, int]
"""An address and a port."""
NOWHERE: Collection[Place] = frozenset()
PORTS = frozenset({80, 443})
HEADERS = {
    "User-Agent": "Chatsite (link preview)",
    "Accept": "text/html, application/xhtml+xml",
    "Accept-Encoding": "gzip, deflate",
}
HTML = frozenset({"text/html", "application/xhtml+xml"})
END_OF_HEAD = re.compile(rb"</head|<body", re.IGNORECASE)


class NoPage(Exception):
    """There is nothing to show of this address; the text says why, for the log."""


@dataclass(frozen=True)
class Head:
    """The beginning of a page, up to the end of its head. `charset` as the server names it, empty where it does not."""

    body: bytes
    charset: str


async def fetch_head(url: str, *, also: Collection[Place] = NOWHERE) -> Head:
    """The head of the HTML page at `url`, after at most three redirects, within FETCH_SECONDS and FETCH_BYTES.

    `also`: places that may be asked although they are not public: for tests, and no setting leads here. Raises NoPage.
    """
    try:
        # One clock for the names, the redirects and the reading.
        async with asyncio.timeout(conf.FETCH_SECONDS), _session(also) as session:
            return await _follow(session, URL(url), also)
    except TimeoutError:
        raise NoPage("it takes too long") from None
    # aiohttp and yarl raise ValueError, of which UnicodeError is one, for addresses and heads that make no sense.
    except (ClientError, OSError, ValueError, ZlibError) as error:
        raise NoPage(f"{type(error).__name__}: {error}") from None


def _session(also: Collection[Place]) -> ClientSession:
    # No cookies are kept, no proxy or password is taken from the environment or ~/.netrc, no connection is used twice.
    connector = TCPConnector(socket_factory=_guard(also), resolver=Names(), force_close=True)
    return ClientSession(connector=connector, headers=HEADERS, cookie_jar=DummyCookieJar(), trust_env=False)


def _guard(also: Collection[Place]) -> Callable[[Any], socket.socket]:
    """Makes the sockets: the last moment before an address is dialled, and there is no other way to it."""

    def open_socket(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        if (address[1] not in PORTS or not is_public(address[0])) and address[:2] not in also:
            raise PermissionError(EACCES, f"{address[0]} port {address[1]} is not asked")
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        return opened

    return open_socket


async def _follow(session: ClientSession, url: URL, also: Collection[Place]) -> Head:
    for _ in range(1 + conf.FETCH_REDIRECTS):
        _check(url, also)
        async with session.get(url, allow_redirects=False) as response:
            location = response.headers.get("Location")
            if response.status not in {301, 302, 303, 307, 308} or location is None:
                return await _head(response)
        url = url.join(URL(location))
    raise NoPage("it redirects too often")


def _check(url: URL, also: Collection[Place]) -> None:
    if url.scheme not in {"http", "https"} or not url.host:
        raise NoPage("it is no address of the web")
    if url.port not in PORTS | {port for _, port in also}:
        raise NoPage("it names another port")
    if url.user is not None or url.password is not None:
        raise NoPage("it carries a password")


async def _head(response: ClientResponse) -> Head:
    if response.status != 200 or response.content_type not in HTML:
        raise NoPage(f"it answers {response.status} with {response.content_type}")
    body = bytearray()
    # aiohttp unpacks in small portions: what is counted is what the page has become.
    async for part in response.content.iter_any():
        start = max(0, len(body) - len(b"</head"))
        body += part
        if found := END_OF_HEAD.search(body, start):
            del body[found.start() :]
            break
        if len(body) > conf.FETCH_BYTES:
            raise NoPage("its head does not end")
    return Head(bytes(body), response.charset or "")
