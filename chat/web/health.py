"""Health checks: `/healthz` (the process runs) and `/readyz` (it can serve)."""

import errno
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from inspect import iscoroutinefunction
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import sync_and_async_middleware
from redis.exceptions import RedisError

from chat import conf, executors
from chat.errors import Unavailable
from chat.redis_state.cache import shared_cache
from chat.redis_state.health import health

log = logging.getLogger(__name__)
FULL = {errno.ENOSPC, errno.EDQUOT}


async def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process runs."""
    return HttpResponse("ok", content_type="text/plain")


async def readyz(request: HttpRequest) -> HttpResponse:
    """Answer `{"database": "ok", "cache": "ok"}`.

    A database that does not work is "failed", and the status 503. `disk` is there only if a disk is "full", or "failed"
    because it cannot be written to for another reason, with status 503 too: sends and uploads are refused. A cache that
    does not work is "degraded", and the status stays 200: the process serves without it, and all processes would leave
    at once.
    """
    states = {"database": await _database(), "cache": await _cache()}
    if fault := await executors.read_file(_disk_fault):
        states["disk"] = fault
    return JsonResponse(states, status=503 if {"failed", "full"} & set(states.values()) else 200)


async def _database() -> str:
    try:
        await executors.read(_ask_database)
    except Exception as error:
        log.warning("Not ready: %s", error)
        return "failed"
    return "ok"


def _disk_fault() -> str:
    """Return whether the disk of the database file or of the uploaded files takes no further DISK_RESERVE bytes, or "".

    "full" says so, "failed" that it cannot be written to at all.
    """
    try:
        for folder in _folders():
            with tempfile.TemporaryFile(dir=folder) as file:
                _reserve(file)
    except OSError as error:
        log.warning("Not ready: %s cannot be written to: %s", folder, error.strerror)
        return "full" if error.errno in FULL else "failed"
    return ""


def _reserve(file: IO[bytes]) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, conf.DISK_RESERVE)
    else:  # macOS.
        file.write(bytes(conf.DISK_RESERVE))
        file.flush()


def _folders() -> set[Path]:
    """Return the folders in which this site stores things."""
    folders = set()
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).parent)
    if isinstance(default_storage, FileSystemStorage):
        folders.add(settings.DATA_DIR)  # MEDIA_ROOT is in it, and made by the first upload.
    return folders


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
