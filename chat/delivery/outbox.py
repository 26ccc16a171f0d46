"""The queue of frames for one peer, and the task that sends them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from chat import conf
from chat.delivery.announcements import Announcement, join_batches

log = logging.getLogger(__name__)
SendText = Callable[[str], Awaitable[None]]
WriteFrames = Callable[[bytes], bool]


class Outbox:
    """Queue frames without blocking, and send them in order.

    The first frame is sent at once. Frames that arrive while it is being sent wait, and go out together as soon as it
    is gone. No timer delays a lone frame.

    The queue is bounded by OUTBOX_FRAMES and OUTBOX_BYTES, including what is being sent. An outbox that exceeds them
    drops what waits, takes no more frames, and calls `on_overflow` once.

    Args:
        send: Sends one text frame and returns when the transport has taken it.
        on_overflow: Called when the peer is too slow.
        batch: Join several events into `batch` frames, because the client asked for it.
        write: Writes the bytes of whole frames to the transport at once, or returns False if it cannot. With it, a
            message to hundreds of peers is encoded once and needs no task for each of them. None if the server has
            no such way.
    """

    __slots__ = (
        *("_batch", "_frames", "_on_overflow", "_open", "_send", "_sender", "_size", "_space", "_started", "_waiting"),
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
        """Queue an announcement's frames, or the text of one frame. If nothing waits, write an announcement at once."""
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
        """Queue the text of a frame before everything that waits."""
        self._waiting.insert(0, text)
        self._frames += 1
        self._size += len(text)
        self._wake_sender()

    def start(self) -> None:
        """Start to send. Until then, frames wait."""
        self._started = True
        self._wake_sender()

    def finish(self) -> None:
        """Take no more frames, and send those that wait."""
        self._open = False
        self._announce_space()

    def abandon(self) -> None:
        """Take no more frames, and send none of those that wait."""
        self.finish()
        self._waiting.clear()
        if self._sender is not None:
            self._sender.cancel()
            # A task that is cancelled before its first step never reaches the `finally` that would reset this.
            self._sender = None

    async def wait_until_flushed(self) -> None:
        """Wait until nothing is being sent."""
        while self._sender is not None:
            await asyncio.wait([self._sender])

    @property
    def is_empty(self) -> bool:
        """Whether no frame waits. One may still be in the middle of being sent."""
        return not self._waiting

    async def wait_for_space(self) -> None:
        """Wait until another large answer fits, or until the outbox is finished. Only one task may wait at a time."""
        while self._open and self._size > conf.OUTBOX_BYTES // 3:
            self._space = asyncio.get_running_loop().create_future()
            await self._space

    def _write_through(self, item: Announcement | str) -> bool:
        # An answer, which is text, waits for the loop's next turn: the acks of a batch of sends go out as one frame.
        if self._write is None or not self._started or isinstance(item, str):
            return False
        return self._write(item.wire_batches if self._batch else item.wire_frames)

    def _wake_sender(self) -> None:
        if self._started and self._waiting and self._sender is None:
            self._sender = asyncio.get_running_loop().create_task(self._flush())

    async def _flush(self) -> None:
        try:
            while self._waiting:
                # Frames that are being sent take as much memory as those that wait, so they count until they are gone.
                frames, size = self._frames, self._size
                for text in self._pop_texts():
                    await self._send(text)
                self._frames -= frames
                self._size -= size
                self._announce_space()
        except Exception as error:
            log.debug("A peer disconnected while a frame was sent to it: %r", error)
            self.finish()
            self._waiting.clear()
        finally:
            self._sender = None

    def _pop_texts(self) -> list[str]:
        """Empty the queue and return its frames as the texts to send."""
        items = self._waiting
        self._waiting = []
        if self._batch and len(items) == 1 and isinstance(items[0], Announcement):
            return items[0].batches
        texts = [text for item in items for text in ((item,) if isinstance(item, str) else item.texts)]
        return join_batches(texts) if self._batch else texts

    def _announce_space(self) -> None:
        if self._space is not None and not self._space.done():
            self._space.set_result(None)
