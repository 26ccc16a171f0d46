"""Look up host names in daemon threads.

A process joins the threads of the event loop's executor when it stops, so a name server that does not answer would
delay the stop.
"""

import asyncio
import contextlib
import socket
import threading
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from chat import conf

_free = threading.Semaphore(conf.LOOKUPS)


class ThreadedResolver(AbstractResolver):
    """An aiohttp resolver that asks the system."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look up a name.

        Raises:
            OSError: if the name is unknown, or conf.LOOKUPS look-ups are running already.
        """
        answer: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        if not _free.acquire(blocking=False):
            raise OSError("too many DNS look-ups are running")
        threading.Thread(target=_look_up, args=(answer, host, port, family), daemon=True).start()
        return [
            ResolveResult(
                hostname=host,
                host=address[0],
                port=address[1],
                family=found,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for found, _kind, proto, _name, address in await answer
        ]

    async def close(self) -> None:
        """Do nothing: a resolver has nothing to close."""


def _look_up(answer: "asyncio.Future[list[Any]]", host: str, port: int, family: socket.AddressFamily) -> None:
    found: list[Any] | Exception
    try:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        found = error
    finally:
        _free.release()
    with contextlib.suppress(RuntimeError):  # The loop may have closed.
        answer.get_loop().call_soon_threadsafe(_resolve, answer, found)


def _resolve(answer: "asyncio.Future[list[Any]]", found: list[Any] | Exception) -> None:
    if answer.done():
        return  # The request was cancelled.
    if isinstance(found, Exception):
        answer.set_exception(OSError(str(found)))
    else:
        answer.set_result(found)
