"""Keep requests without a login from slowing those who are logged in.

A page costs milliseconds of processor time, and a password hash some hundred. Nobody pays for these as a person, so
each address has a rate, and waits for its turn: one request of an address is worked on at a time, and a few of all.
"""

import asyncio
import math
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from inspect import iscoroutinefunction
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.utils import translation
from django.utils.decorators import sync_and_async_middleware
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.moderation import network_bans
from chat.api.errors import error_response
from chat.errors import Forbidden, RateLimited, Unavailable
from chat.executors import read
from chat.realtime.pace import PersonalPace
from chat.realtime.strangers import address_of
from chat.web.middleware import needs_user, preload_user

Handler = Callable[[HttpRequest], Any]
API = "/api/"


@sync_and_async_middleware
def StrangersMiddleware(get_response: Handler) -> Handler:
    """Answer requests without a login in turn, and those beyond STRANGER_RATE with 429.

    The API, files and pictures check credentials themselves, and do not wait here: an answer to a long poll takes half
    a minute, and would keep the place of others for so long.
    """
    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            address = address_of_request(request)
            if has_credential(request) and (not needs_user(request) or await _is_logged_in(request)):
                response: HttpResponseBase = await get_response(request)
                return response
            if network_bans.needs_refresh():
                with suppress(Unavailable):  # The ranges that are known hold until the database answers.
                    await read(network_bans.refresh)
            if refusal := _refusal(request, address):
                return refusal
            async with lanes.turn(address):
                response = await get_response(request)
                return response

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        is_known = has_credential(request) and (not needs_user(request) or request.user.is_authenticated)
        refusal = None if is_known else _refusal(request, address_of_request(request))
        response: HttpResponseBase = refusal or get_response(request)
        return response

    return middleware


def has_credential(request: HttpRequest) -> bool:
    """Return whether the request has a session or a token, which may be wrong."""
    is_for_api = request.path.startswith(API) and "Authorization" in request.headers
    return is_for_api or settings.SESSION_COOKIE_NAME in request.COOKIES


async def _is_logged_in(request: HttpRequest) -> bool:
    await preload_user(request)
    return bool(request.user.is_authenticated)


def address_of_request(request: HttpRequest) -> str:
    """Return the address as the limits count it, or "" for the machine itself, which has no limit."""
    return address_of({"client": (request.META.get("REMOTE_ADDR", ""), 0)})


def _refusal(request: HttpRequest, address: str) -> HttpResponse | None:
    """Charge an address for a request, and return the answer if its network is banned or it has to wait."""
    if address and network_bans.is_banned(request.META["REMOTE_ADDR"]):
        return network_banned(request)
    try:
        paces.require(address)
    except RateLimited as error:
        response = HttpResponse(error.message, status=HTTPStatus.TOO_MANY_REQUESTS, content_type="text/plain")
        response["Retry-After"] = str(math.ceil((error.retry_after_ms or 0) / 1000))
        return response
    return None


def network_banned(request: HttpRequest) -> HttpResponse:
    """Return the answer to a stranger whose network is banned, in the language of their browser."""
    if request.path.startswith(API):
        return error_response(Forbidden(_("This network is banned from this site.")))
    with translation.override(translation.get_language_from_request(request)):
        # Without the request, whose context asks the database.
        text = loader.render_to_string("network_banned.html")
    return HttpResponse(text, status=HTTPStatus.FORBIDDEN)


class AddressPaces:
    """The paces of the addresses that were here lately."""

    REMEMBERED = 10_000

    def __init__(self) -> None:
        self._paces: OrderedDict[str, PersonalPace] = OrderedDict()

    def require(self, address: str) -> None:
        """Charge an address for a request. Raises RateLimited if it has to wait, which costs nothing."""
        if address:
            self._of(address).require()

    def forget(self) -> None:
        """Let every address begin anew."""
        self._paces.clear()

    def _of(self, address: str) -> PersonalPace:
        pace = self._paces.get(address)
        if pace is None:
            pace = self._paces[address] = PersonalPace(conf.STRANGER_RATE, conf.STRANGER_BURST)
            if len(self._paces) > self.REMEMBERED:
                self._paces.popitem(last=False)
        else:
            self._paces.move_to_end(address)
        return pace


@dataclass
class Lane:
    """The line of one address, and how many requests are in it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Lanes:
    """Lets STRANGER_LANES addresses have a request worked on at a time, and in turn. Each event loop has its own."""

    def __init__(self) -> None:
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[asyncio.Semaphore, dict[str, Lane]]] = (
            WeakKeyDictionary()
        )

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Wait for the address's own turn, then for a place among all addresses, and hold it during the block."""
        places, lines = self._loops.setdefault(asyncio.get_running_loop(), (asyncio.Semaphore(conf.STRANGER_LANES), {}))
        lane = lines.setdefault(address, Lane())
        lane.waiting += 1
        try:
            # Only the first of an address waits for a place, so the places go round among the addresses.
            async with lane.lock, places:
                yield
        finally:
            lane.waiting -= 1
            if not lane.waiting:
                del lines[address]


paces = AddressPaces()
"""The paces of the addresses in this process."""
lanes = Lanes()
"""Those of this process."""
