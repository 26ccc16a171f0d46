"""Health checks: `/healthz` (the process runs) and `/readyz` (it can serve)."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from chat import executors

log = logging.getLogger(__name__)


async def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process runs."""
    return HttpResponse("ok", content_type="text/plain")


async def readyz(request: HttpRequest) -> HttpResponse:
    """Answer `{"database": "ok", "cache": "ok"}`, or 503 with "failed" for a store that does not work."""
    checks = {"database": _database, "cache": _cache}
    states = {name: "ok" if await _succeeds(check) else "failed" for name, check in checks.items()}
    return JsonResponse(states, status=503 if "failed" in states.values() else 200)


async def _succeeds(check: Callable[[], None]) -> bool:
    try:
        await executors.read(check)
    except Exception as error:
        log.warning("Not ready: %s", error)
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("readyz", True, 10)
    if cache.get("readyz") is None:
        raise RuntimeError("the cache did not return a value that was just set")
