"""A connection's outbox: what waits for one peer, bounded, and the task that sends it while anything waits."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from chat import conf
from chat.delivery.announcements import Announcement, join_batches

log = logging.getLogger(__name__)
SendText = Callable[[str], Awaitable[None]]
WriteFrames = Callable[[bytes], bool]


class Outbox:
    """Takes frames without waiting; sends them in order. Over its bounds it calls `on_overflow` once and takes no more.

    While one flush is under way, what arrives waits and goes together in the next: no timer, so that a lone frame is
    never late. `write`, where a transport has it, puts the bytes of whole frames on the wire at once, or says False: a
    message to hundreds costs no task for each of them then, and is encoded once for all.
    """

    __slots__ = (
        *("_batch", "_frames", "_space", "_open", "_on_overflow", "_send", "_sender", "_size", "_started", "_waiting"),
        "_write",
    )

    def __init__(
        self, send: SendText, on_overflow: Callable[[], None], *, batch: bool, write: WriteFrames | None = None
    ) -> None:
        self._send = send
        self._write = write
        self._on_overflow = on_overflow
        self._batch = batch
        self._waiting: list[Announcement | str] = []
        self._frames = 0
        self._size = 0
        self._sender: asyncio.Task[None] | None = None
        self._space: asyncio.Future[None] | None = None
        self._started = False
        self._open = True

    def enqueue(self, item: Announcement | str) -> None:
        """Queue a announcement's frames, or one frame's text; or send them, if nothing is before them."""
        if not self._open or (self._frames == 0 and self._write_through(item)):
            return
        self._waiting.append(item)
        self._frames += 1 if isinstance(item, str) else len(item.frames)
        self._size += len(item) if isinstance(item, str) else item.size
        if self._frames > conf.OUTBOX_FRAMES or self._size > conf.OUTBOX_BYTES:
            self._open = False
            self._waiting.clear()
            self._on_overflow()
        self._wake_sender()

    def enqueue_first(self, text: str) -> None:
        """One frame before everything that waits."""
        self._waiting.insert(0, text)
        self._frames += 1
        self._size += len(text)
        self._wake_sender()

    def start(self) -> None:
        """Begin to send. Until then everything waits."""
        self._started = True
        self._wake_sender()

    def finish(self) -> None:
        """Take no more; what waits is sent."""
        self._open = False
        self._announce_space()

    def abandon(self) -> None:
        """Take no more and send no more."""
        self.finish()
        self._waiting.clear()
        if self._sender is not None:
            self._sender.cancel()
            # Cancelled before its first step it would never say itself that it has ended.
            self._sender = None

    async def wait_until_flushed(self) -> None:
        """Returns when nothing is being sent."""
        while self._sender is not None:
            await asyncio.wait([self._sender])

    @property
    def is_empty(self) -> bool:
        return not self._waiting

    async def wait_for_space(self) -> None:
        """Returns when one more large answer has its place, or none will be sent any more. For one who waits."""
        while self._open and self._size > conf.OUTBOX_BYTES // 3:
            self._space = asyncio.get_running_loop().create_future()
            await self._space

    def _write_through(self, item: Announcement | str) -> bool:
        # Answers, which are one peer's alone, wait for the loop's next turn: those of a batch of sends go as one frame.
        if self._write is None or not self._started or isinstance(item, str):
            return False
        return self._write(item.wire_batches if self._batch else item.wire_frames)

    def _wake_sender(self) -> None:
        if self._started and self._waiting and self._sender is None:
            self._sender = asyncio.get_running_loop().create_task(self._flush())

    async def _flush(self) -> None:
        try:
            while self._waiting:
                # What is being sent takes as much memory as what waits, and counts until it is gone.
                frames, size = self._frames, self._size
                for text in self._pop_texts():
                    await self._send(text)
                self._frames -= frames
                self._size -= size
                self._announce_space()
        except Exception as error:
            log.debug("A peer went while something was sent to it: %r", error)
            self.finish()
            self._waiting.clear()
        finally:
            self._sender = None

    def _pop_texts(self) -> list[str]:
        """Everything that waits, as the texts to send."""
        items = self._waiting
        self._waiting = []
        if self._batch and len(items) == 1 and isinstance(items[0], Announcement):
            return items[0].batches
        texts = [text for item in items for text in ((item,) if isinstance(item, str) else item.texts)]
        return join_batches(texts) if self._batch else texts

    def _announce_space(self) -> None:
        if self._space is not None and not self._space.done():
            self._space.set_result(None)
