"""A live connection: what the hub delivers to, with an outbox and a way to close."""

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


def has_too_many_connections(user_id: int) -> bool:
    """Return whether the user has CONNECTIONS_PER_USER connections in this process already."""
    return len(hub.users.get(user_id, ())) >= conf.CONNECTIONS_PER_USER


class Connection:
    """One connection of a user, as the hub sees it.

    Frames wait in the outbox until `open`. `end` sends what is waiting and closes.

    Attributes:
        id: The client id of the protocol.
        user_id: 0 until the client has logged in.
        rooms: The ids of the rooms whose events the connection gets. The hub maintains it.
        access_version: `User.access_version` at the login. The healer compares it.
        hides_presence: `User.hides_presence`, maintained by the hub.
        language: The language of the error that explains a close.
        on_refresh: Called when the hub asks for a new welcome.
    """

    __slots__ = (
        *("__weakref__", "_close", "_ending", "_outbox", "access_version", "credential", "id", "language"),
        *("hides_presence", "on_refresh", "rooms", "status", "user_id"),
    )

    def __init__(
        self, send: SendText, close: Callable[[int], Awaitable[None]], *, batch: bool, write: WriteFrames | None = None
    ) -> None:
        """
        Args:
            send: Sends the text of one frame, and returns when the peer's transport has accepted it.
            close: Closes the transport with a close code.
            batch: Whether the client accepts several events in one frame (`batch=1`).
            write: Writes encoded frames to the transport without waiting, where the server allows it.
        """
        self.id = uuid.uuid4().hex
        self.user_id = 0
        self.credential = Credential(0)
        self.rooms: set[int] = set()
        self.status = "online"
        self.access_version = 0
        self.hides_presence = False
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
        """Whether the connection has begun to close. Frames that still arrive are ignored."""
        return self._ending is not None

    def end(self, code: int, *, explain: bool = True, flush: bool = True) -> None:
        """Detach from the hub, send what is waiting, and close.

        Args:
            code: The close code.
            explain: Whether to send an `error` event first, if the code has one.
            flush: Whether to wait until the peer has got everything.
        """
        hub.detach(self)
        if not self.ended:
            if explain and code in REASONS:
                with translation.override(self.language):
                    self._outbox.enqueue(encode("error", error_payload(REASONS[code](), fatal=True)))
            self._outbox.finish()
            self._ending = asyncio.get_running_loop().create_task(self._finish(code, flush))

    async def drain(self) -> None:
        """Wait until the peer has read most of what it was sent, so that a client must read its answers."""
        await self._outbox.wait_for_space()

    def refresh(self) -> None:
        self.on_refresh()

    # --- What the transport calls

    def open(self, first: str | None = None) -> None:
        """Begin to send: first the frame `first`, then what is waiting."""
        if first is not None:
            self._outbox.enqueue_first(first)
        self._outbox.start()

    def peer_disconnected(self) -> None:
        """The socket is gone: drop everything that is waiting."""
        hub.detach(self)
        self._outbox.abandon()
        if self._ending is not None:
            self._ending.cancel()

    def _overflowed(self) -> None:
        log.info("Connection %s reads its events too slowly.", self.id)
        self.end(SLOW, flush=False)

    async def _finish(self, code: int, flush: bool) -> None:
        self.open()
        if flush:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._outbox.wait_until_flushed(), FLUSH_TIMEOUT)
        self._outbox.abandon()
        try:
            # Without a timeout: a peer that does not read now must find the close when it reads again, and not a
            # connection that looks open and stays silent. `peer_disconnected` cancels this.
            await self._close(code)
        except Exception as error:
            log.debug("The peer disconnected before it was closed: %r", error)
