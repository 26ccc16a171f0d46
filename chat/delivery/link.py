"""The connection of a process to the other ones: one channel of the channel layer, in the groups of its audiences.

If the channel layer loses something, `healing` finds it in the database. So no failure of the layer reaches a sender.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from redis.exceptions import RedisError

from chat import conf
from chat.delivery.announcements import Announcement
from chat.redis_state.health import health

log = logging.getLogger(__name__)
MESSAGE_TYPE = "hub.announcement"
NO_ANSWER = (RedisError, OSError)
"""The errors that the layer raises while Redis is away, and that of a timeout."""


class Link:
    """Publish announcements to the other processes, and receive theirs.

    With the in-memory layer, which means a single process, every method does nothing.
    """

    def __init__(self, process_id: str) -> None:
        self.process_id = process_id
        layer = get_channel_layer()
        self._layer: Any = None if isinstance(layer, InMemoryChannelLayer) else layer
        self._channel = ""
        self._audiences: set[str] = set()
        self._missing: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def has_other_processes(self) -> bool:
        """Whether other processes may serve the same site."""
        return self._layer is not None

    async def subscribe(self, audiences: Iterable[str]) -> None:
        """Receive the announcements for these audiences from other processes.

        Returns when the layer has added the groups, or after LAYER_TIMEOUT; then `retry_subscriptions` tries again.

        Args:
            audiences: Names made by `chat.delivery.audiences`.
        """
        if self._layer is None:
            return
        new = set(audiences) - self._audiences
        self._audiences |= new
        self._missing |= new
        await self.retry_subscriptions()

    def subscribe_soon(self, audiences: Iterable[str]) -> None:
        """Subscribe in the background."""
        if self._layer is not None:
            self._run_in_background(self.subscribe(audiences))

    def unsubscribe(self, audience: str) -> None:
        """Stop receiving an audience's announcements, in the background."""
        if self._layer is not None and audience in self._audiences:
            self._audiences.discard(audience)
            self._missing.discard(audience)
            self._run_in_background(self._call_layer(self._layer.group_discard, audience, self._channel))

    async def retry_subscriptions(self) -> None:
        """Join the groups that the layer has not added yet."""
        if self._layer is None or not self._missing or not self._channel:
            return
        missing = sorted(self._missing)
        joined = await asyncio.gather(
            *(self._call_layer(self._layer.group_add, group, self._channel) for group in missing)
        )
        self._missing -= {
            group for group, done in zip(missing, joined, strict=True) if done and group in self._audiences
        }

    def publish(self, announcements: Iterable[Announcement]) -> None:
        """Send announcements to the other processes in the background, in order."""
        if self._layer is not None:
            self._run_in_background(self._publish_all(list(announcements)))

    def publish_blocking(self, announcements: Iterable[Announcement]) -> None:
        """Send announcements and wait, in a process without an event loop such as a management command."""
        if self._layer is not None:
            async_to_sync(self._publish_all)(list(announcements))

    async def listen(self, deliver: Callable[[Announcement], None]) -> None:
        """Pass the announcements of other processes to `deliver`. Runs until cancelled."""
        if self._layer is None:
            return
        while True:
            try:
                self._channel = self._channel or await self._layer.new_channel()
                await self.retry_subscriptions()
                message = await self._layer.receive(self._channel)
            except Exception as error:
                _note("The channel layer failed, trying again: %s", error)
                await asyncio.sleep(conf.LAYER_TIMEOUT)
            else:
                self._receive(message, deliver)

    def _receive(self, message: dict[str, Any], deliver: Callable[[Announcement], None]) -> None:
        if message["origin"] == self.process_id:
            return
        try:
            deliver(Announcement.from_wire(message["announcement"]))
        except Exception:
            # Perhaps the other process runs another version. `healing` finds what it announced.
            log.exception("An announcement of another process was not understood.")

    async def _publish_all(self, announcements: list[Announcement]) -> None:
        for announcement in announcements:
            message = {"type": MESSAGE_TYPE, "origin": self.process_id, "announcement": announcement.to_wire()}
            await self._call_layer(self._layer.group_send, announcement.audience, message)

    async def _call_layer(self, method: Callable[..., Any], *arguments: object) -> bool:
        """Call a method of the layer. Returns False if it failed or did not return within LAYER_TIMEOUT."""
        try:
            await asyncio.wait_for(method(*arguments), conf.LAYER_TIMEOUT)
        except Exception as error:
            _note("The channel layer did not answer: %s", error)
            return False
        health.note_success()
        return True

    def _run_in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _note(text: str, error: Exception) -> None:
    if isinstance(error, NO_ANSWER):
        health.note_failure(error)
    else:
        log.warning(text, error or type(error).__name__)
