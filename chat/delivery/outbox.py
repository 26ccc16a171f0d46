"""A connection's outbox: what waits for one peer, bounded, and the one task that sends it."""

import asyncio
from collections.abc import Awaitable, Callable

from chat import conf
from chat.delivery.parcels import Parcel, join_batches

SendText = Callable[[str], Awaitable[None]]


class Outbox:
    """Takes frames without waiting; sends them in order. Over its bounds it calls `overflowed` once and takes no more.

    While one flush is under way, what arrives waits and goes together in the next: no timer, so that a lone frame is
    never late.
    """

    __slots__ = (
        *("_batch", "_closing", "_frames", "_lighter", "_open", "_overflowed", "_send", "_size", "_waiting", "_wake"),
    )

    def __init__(self, send: SendText, overflowed: Callable[[], None], *, batch: bool) -> None:
        self._send = send
        self._overflowed = overflowed
        self._batch = batch
        self._waiting: list[Parcel | str] = []
        self._frames = 0
        self._size = 0
        self._wake: asyncio.Future[None] | None = None
        self._lighter: asyncio.Future[None] | None = None
        self._open = True
        self._closing = False

    def put(self, item: Parcel | str) -> None:
        """Queue a parcel's frames, or one frame's text."""
        if not self._open:
            return
        self._waiting.append(item)
        self._frames += 1 if isinstance(item, str) else len(item.frames)
        self._size += len(item) if isinstance(item, str) else item.size
        if self._frames > conf.OUTBOX_FRAMES or self._size > conf.OUTBOX_BYTES:
            self._open = False
            self._waiting.clear()
            self._overflowed()
        self._rouse()

    def put_first(self, text: str) -> None:
        """One frame before everything that waits."""
        self._waiting.insert(0, text)
        self._frames += 1
        self._size += len(text)
        self._rouse()

    def finish(self) -> None:
        """Take no more, and let `run` return when what waits has been sent."""
        self._open = False
        self._closing = True
        self._rouse()
        self._let_in()

    @property
    def is_empty(self) -> bool:
        return not self._waiting

    async def room(self) -> None:
        """Returns when one more large answer has its place, or none will be sent any more. For one who waits."""
        while self._open and self._size > conf.OUTBOX_BYTES // 3:
            self._lighter = asyncio.get_running_loop().create_future()
            await self._lighter

    async def run(self) -> None:
        """Send for as long as the connection lives. Ends with what `send` raises when the peer is gone."""
        # One coroutine and not several: each lives as long as its connection, and there are many of those.
        try:
            while not (self._closing and not self._waiting):
                if not self._waiting:
                    self._wake = asyncio.get_running_loop().create_future()
                    await self._wake
                    continue
                # What is being sent takes as much memory as what waits, and counts until it is gone.
                frames, size = self._frames, self._size
                for text in self._take():
                    await self._send(text)
                self._frames -= frames
                self._size -= size
                self._let_in()
        finally:
            self.finish()

    def _take(self) -> list[str]:
        """Everything that waits, as the texts to send."""
        items = self._waiting
        self._waiting = []
        if self._batch and len(items) == 1 and isinstance(items[0], Parcel):
            return items[0].batches
        texts = [text for item in items for text in ((item,) if isinstance(item, str) else item.texts)]
        return join_batches(texts) if self._batch else texts

    def _let_in(self) -> None:
        if self._lighter is not None and not self._lighter.done():
            self._lighter.set_result(None)

    def _rouse(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
