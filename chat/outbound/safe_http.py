"""An HTTP client that connects to public addresses only and limits time and size.

The check happens when a socket is made, on the IP address that it connects to. So it also covers redirects, names that
change their address between check and connection (DNS rebinding), and unusual notations of an address.
"""

import asyncio
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
from chat.outbound.end_of_head import EndOfHead
from chat.outbound.names import ThreadedResolver

Place = tuple[str, int]
"""An IP address and a port."""
NOWHERE: Collection[Place] = frozenset()
PORTS = frozenset({80, 443})
HEADERS = {
    "User-Agent": "Chatsite (link preview)",
    "Accept": "text/html, application/xhtml+xml",
    "Accept-Encoding": "gzip, deflate",
}
HTML = frozenset({"text/html", "application/xhtml+xml"})


class NoPage(Exception):
    """The page cannot be fetched or used. The text is the reason, for the log."""


@dataclass(frozen=True)
class Head:
    """A page up to the end of its HTML head. `charset` is that of the Content-Type header, or empty."""

    body: bytes
    charset: str


async def fetch_head(url: str, *, also: Collection[Place] = NOWHERE) -> Head:
    """Fetch an HTML page up to the end of its head. Follow at most FETCH_REDIRECTS redirects.

    Args:
        url: an http or https URL.
        also: addresses that are allowed although they are not public. Only tests use it, and no setting sets it.

    Raises:
        NoPage: if the page cannot be fetched within FETCH_SECONDS and FETCH_BYTES, or is not HTML.
    """
    try:
        # The timeout covers look-ups, redirects and reading together.
        async with asyncio.timeout(conf.FETCH_SECONDS), _session(also) as session:
            return await _follow(session, URL(url), also)
    except TimeoutError:
        raise NoPage("the request timed out") from None
    # aiohttp and yarl raise ValueError (or UnicodeError, a subclass) for invalid URLs and headers.
    except (ClientError, OSError, ValueError, ZlibError) as error:
        raise NoPage(f"{type(error).__name__}: {error}") from None


def _session(also: Collection[Place]) -> ClientSession:
    # No cookies, no proxies or passwords from the environment or ~/.netrc, and no reuse of connections.
    connector = TCPConnector(socket_factory=_guard(also), resolver=ThreadedResolver(), force_close=True)
    return ClientSession(connector=connector, headers=HEADERS, cookie_jar=DummyCookieJar(), trust_env=False)


def _guard(also: Collection[Place]) -> Callable[[Any], socket.socket]:
    """Make the function that makes sockets. It checks the address, because every connection passes through it."""

    def open_socket(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        if (address[1] not in PORTS or not is_public(address[0])) and address[:2] not in also:
            raise PermissionError(EACCES, f"{address[0]} port {address[1]} is not allowed")
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
    raise NoPage("too many redirects")


def _check(url: URL, also: Collection[Place]) -> None:
    if url.scheme not in {"http", "https"} or not url.host:
        raise NoPage("not an http or https URL")
    if url.port not in PORTS | {port for _, port in also}:
        raise NoPage("the port is not allowed")
    if url.user is not None or url.password is not None:
        raise NoPage("the URL has a user name or password")


async def _head(response: ClientResponse) -> Head:
    if response.status != 200 or response.content_type not in HTML:
        raise NoPage(f"status {response.status}, type {response.content_type}")
    body, charset = bytearray(), response.charset or ""
    end = EndOfHead(charset)
    # aiohttp decompresses in small parts, so this counts decompressed bytes.
    async for part in response.content.iter_any():
        body += part
        if (found := end.find(part)) is not None:
            del body[found:]
            break
        if len(body) > conf.FETCH_BYTES:
            raise NoPage("the head is too long")
    return Head(bytes(body), charset)
