"""A live connection as the hub sees it: an outbox, and a way to end."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Awaitable, Callable

from django.utils import translation

from chat import conf
from chat.access import Credential
from chat.delivery.announcements import Announcement
from chat.delivery.hub import hub
from chat.delivery.outbox import Outbox, SendText, WriteFrames
from chat.errors import Banned, ChatError, Unauthenticated, Unavailable
from chat.protocol.envelope import encode
from chat.protocol.errors import error_payload

log = logging.getLogger(__name__)
SLOW = 1013
FLUSH_TIMEOUT = 5
REASONS: dict[int, type[ChatError]] = {4401: Unauthenticated, 4403: Banned, SLOW: Unavailable}


def is_crowded(user_id: int) -> bool:
    """Whether someone has as many connections in this process as one may have."""
    return len(hub.users.get(user_id, ())) >= conf.CONNECTIONS_PER_USER


class Connection:
    """Bound to a peer through `send` (a text) and `close` (a code). `open` begins to send, `end` closes in order."""

    __slots__ = (
        *("__weakref__", "_close", "_ending", "_outbox", "access_version", "credential", "id", "language"),
        *("on_refresh", "rooms", "status", "user_id"),
    )

    def __init__(
        self, send: SendText, close: Callable[[int], Awaitable[None]], *, batch: bool, write: WriteFrames | None = None
    ) -> None:
        self.id = uuid.uuid4().hex
        self.user_id = 0
        self.credential = Credential(0)
        self.rooms: set[int] = set()
        self.status = "online"
        self.access_version = 0
        self.language: str | None = None
        self.on_refresh: Callable[[], None] = lambda: None
        self._close = close
        self._outbox = Outbox(send, self._overflowed, batch=batch, write=write)
        self._ending: asyncio.Task[None] | None = None

    # --- What the hub calls

    def enqueue(self, item: Announcement | str) -> None:
        self._outbox.enqueue(item)

    @property
    def ended(self) -> bool:
        """True from the moment on in which it began to close: what still arrives is not obeyed any more."""
        return self._ending is not None

    def end(self, code: int, *, explain: bool = True, flush: bool = True) -> None:
        """Hear nothing more, say why, send what waits (unless `flush` is False), close."""
        hub.detach(self)
        if not self.ended:
            if explain and code in REASONS:
                with translation.override(self.language):
                    self._outbox.enqueue(encode("error", error_payload(REASONS[code](), fatal=True)))
            self._outbox.finish()
            self._ending = asyncio.get_running_loop().create_task(self._finish(code, flush))

    async def wait_for_space(self) -> None:
        """Returns when the peer has taken most of what it was sent: who reads no answers gets no more of them."""
        await self._outbox.wait_for_space()

    def refresh(self) -> None:
        self.on_refresh()

    # --- What the transport calls

    def open(self, first: str | None = None) -> None:
        """Begin to send, with `first` before anything that waits."""
        if first is not None:
            self._outbox.enqueue_first(first)
        self._outbox.start()

    def gone(self) -> None:
        """The peer is not there any more."""
        hub.detach(self)
        self._outbox.abandon()
        if self._ending is not None:
            self._ending.cancel()

    def _overflowed(self) -> None:
        log.info("Connection %s takes its events too slowly.", self.id)
        self.end(SLOW, flush=False)

    async def _finish(self, code: int, flush: bool) -> None:
        self.open()
        if flush:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._outbox.wait_until_flushed(), FLUSH_TIMEOUT)
        self._outbox.abandon()
        try:
            # However long it takes: a peer that does not read must find the close when it reads again, and not a
            # connection that looks well and tells it nothing. `gone` ends the wait.
            await self._close(code)
        except Exception as error:
            log.debug("A peer went before it was told to: %r", error)
