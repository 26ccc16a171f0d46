"""A long-poll: looks, listens to the hub, looks again; what it hears only tells it when to look."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import Credential, require_live
from chat.delivery.announcements import Announcement
from chat.delivery.hub import hub
from chat.delivery.presence import presence
from chat.errors import Banned, ChatError, RateLimited, Unauthenticated, Unavailable
from chat.executors import read
from chat.models import User
from chat.protocol.long_poll import KnownLater, LongPollAnswer
from chat.queries import later as later_queries
from chat.queries import long_poll, welcome
from chat.realtime import background
from chat.realtime.sockets import sockets

ENDED: dict[int, type[ChatError]] = {4401: Unauthenticated, 4403: Banned}
RESTART = 1012
Look = tuple[dict[int, tuple[int, int]], LongPollAnswer]
"""The user's rooms with (rev, seq), and what is new in them."""
_polls: Counter[int] = Counter()


class Listener:
    """What the hub knows of a poll. It keeps nothing of what it is given."""

    def __init__(self, user: User, credential: Credential, status: str) -> None:
        self.id = uuid.uuid4().hex
        self.user_id = user.pk
        self.credential = credential
        self.rooms: set[int] = set()
        self.status = status
        self.access_version = user.access_version
        self._stirred = asyncio.Event()
        self._code = 0

    def enqueue(self, announcement: Announcement) -> None:
        # Typing, presence and the like have no rev: nothing to look for. What is for this user alone may be a `read`,
        # or a reminder.
        if announcement.control is not None or announcement.user_id or any(frame.rev for frame in announcement.frames):
            self._stirred.set()

    def end(self, code: int) -> None:
        hub.detach(self)
        self._code = code
        self._stirred.set()

    def refresh(self) -> None:
        self._stirred.set()

    async def stirs(self, deadline: float) -> bool:
        """True as soon as there is a reason to look, False at the deadline. Raises what ended the connection.

        A restart is a deadline: it is no error of the poll's, and the next one finds another process, or this one anew.
        """
        try:
            async with asyncio.timeout_at(deadline):
                await self._stirred.wait()
        except TimeoutError:
            return False
        if self._code == RESTART:
            return False
        if self._code:
            raise ENDED.get(self._code, Unavailable)()
        self._stirred.clear()
        return True


def require_space(user_id: int) -> None:
    """Whom a full process has refused a socket it cannot serve by other means either, unless they are here already.

    Raises Unavailable.
    """
    if user_id not in hub.users and len(sockets) + _polls.total() >= conf.CONNECTIONS:
        raise Unavailable()


async def poll(
    user: User,
    credential: Credential,
    known: Mapping[int, int],
    wait: float,
    *,
    read_seqs: Mapping[int, int] = MappingProxyType({}),
    status: str = "online",
    later: KnownLater | None = None,
) -> LongPollAnswer:
    """What happened in the user's rooms since the revs that are `known`, or nothing after `wait` seconds.

    A room in `read_seqs` has news too when it is read up to elsewhere; and with `later`, what the user has put off is
    news when it is not as known. Raises RateLimited, Unauthenticated, Banned, Unavailable.
    """
    require_space(user.pk)
    look = partial(_look, credential, known, read_seqs, later)
    with _counted(user.pk):
        _, found = await read(look)
        if found.rooms or found.later or not wait:
            return found
        background.start()
        listener = Listener(user, credential, status)
        try:
            return await _wait(listener, look, asyncio.get_running_loop().time() + wait)
        finally:
            hub.detach(listener)


async def _wait(listener: Listener, look: Callable[[], Look], deadline: float) -> LongPollAnswer:
    await hub.attach(listener, await read(welcome.room_ids, listener.user_id))
    stirred = False
    while True:
        # Looked at only after it listens: nothing falls between.
        snapshot, found = await read(look)
        hub.apply_snapshot(listener, snapshot)
        if found.rooms or found.later or (found.gone and stirred):
            return found
        stirred = await listener.stirs(deadline)
        if not stirred:
            return found


def _look(
    credential: Credential, known: Mapping[int, int], read_seqs: Mapping[int, int], later: KnownLater | None
) -> Look:
    """Raises Unauthenticated, Banned."""
    user_id = require_live(credential).pk
    rooms = long_poll.room_positions(user_id)
    revs = {room_id: place.rev for room_id, place in rooms.items()}
    moved = {room_id for room_id, seq in read_seqs.items() if room_id in rooms and rooms[room_id].read_seq != seq}
    snapshot = {room_id: (place.rev, place.seq) for room_id, place in rooms.items()}
    found = long_poll.updates_since(user_id, revs, known, presence.online, moved)
    if later is not None and (changed := later_queries.changes_since(user_id, later)):
        found = found.model_copy(update={"later": changed})
    return snapshot, found


@contextmanager
def _counted(user_id: int) -> Iterator[None]:
    """One of the user's polls. Raises RateLimited for one too many."""
    if _polls[user_id] >= conf.POLLS_PER_USER:
        raise RateLimited(_("Too many polls at once."))
    _polls[user_id] += 1
    try:
        yield
    finally:
        _polls[user_id] -= 1
        if not _polls[user_id]:
            del _polls[user_id]
