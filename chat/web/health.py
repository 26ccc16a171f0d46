"""Health checks: `/healthz` (the process runs) and `/readyz` (it can serve)."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from inspect import iscoroutinefunction
from types import MappingProxyType
from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import sync_and_async_middleware
from redis.exceptions import RedisError

from chat import executors
from chat.errors import Unavailable
from chat.redis_state.cache import shared_cache
from chat.redis_state.health import health

log = logging.getLogger(__name__)


async def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process runs."""
    return HttpResponse("ok", content_type="text/plain")


async def readyz(request: HttpRequest) -> HttpResponse:
    """Answer `{"database": "ok", "cache": "ok"}`.

    A database that does not work is "failed", and the status 503. A cache that does not work is "degraded", and the
    status stays 200: the process serves without it, and all processes would leave at once.
    """
    states = {"database": await _database(), "cache": await _cache()}
    return JsonResponse(states, status=503 if "failed" in states.values() else 200)


async def _database() -> str:
    try:
        await executors.read(_ask_database)
    except Exception as error:
        log.warning("Not ready: %s", error)
        return "failed"
    return "ok"


async def _cache() -> str:
    if not health.may_try():
        return "degraded"
    try:
        return "ok" if await executors.read(_cache_works) else "degraded"
    except Unavailable:
        return "degraded"


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache_works() -> bool:
    try:
        shared_cache.set("readyz", True, 10)
        works = shared_cache.get("readyz") is not None
    except RedisError as error:
        health.note_failure(error)
        return False
    health.note_success()
    return works


PROBES: Mapping[str, Callable[[HttpRequest], Awaitable[HttpResponse]]] = MappingProxyType(
    {"/healthz": healthz, "/readyz": readyz}
)


@sync_and_async_middleware
def ProbeMiddleware(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Answer the health checks for any Host."""
    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            probe = PROBES.get(request.path)
            response: HttpResponseBase = await (get_response if probe is None else probe)(request)
            return response

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path)
        response: HttpResponseBase = get_response(request) if probe is None else async_to_sync(probe)(request)
        return response

    return middleware
