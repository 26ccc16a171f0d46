"""Long polling: query the news, wait until the hub announces something, and query again."""

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
from chat.protocol.watching import Watched
from chat.queries import later as later_queries
from chat.queries import long_poll, watching, welcome
from chat.realtime import background
from chat.realtime.sockets import sockets

CLOSE_ERRORS: dict[int, type[ChatError]] = {4401: Unauthenticated, 4403: Banned}
RESTART = 1012
Snapshot = tuple[dict[int, tuple[int, int]], LongPollAnswer]
"""The (rev, seq) of each room of the user, and the news of these rooms."""
_polls: Counter[int] = Counter()


class Listener:
    """The connection of a poll, as the hub sees it. Announcements only wake it up; it stores none of them."""

    def __init__(self, user: User, credential: Credential, status: str) -> None:
        self.id = uuid.uuid4().hex
        self.user_id = user.pk
        self.credential = credential
        self.rooms: set[int] = set()
        self.status = status
        self.access_version, self.hides_presence = user.access_version, user.hides_presence
        self._woken = asyncio.Event()
        self._code = 0

    def enqueue(self, announcement: Announcement) -> None:
        # Typing and presence have no rev, and a poll does not report them. An announcement for this user alone may be
        # a `read` or a reminder.
        if announcement.control is not None or announcement.user_id or any(frame.rev for frame in announcement.frames):
            self._woken.set()

    def end(self, code: int) -> None:
        hub.detach(self)
        self._code = code
        self._woken.set()

    def refresh(self) -> None:
        self._woken.set()

    async def wait_for_news(self, deadline: float) -> bool:
        """Wait for an announcement that may be news.

        A restart of the server ends the wait as the deadline does: the client simply polls again.

        Args:
            deadline: A time of the event loop's clock.

        Returns:
            True if something was announced, False at the deadline.

        Raises:
            Unauthenticated: The credential was revoked.
            Banned: The user was deactivated.
            Unavailable: The connection was closed for another reason.
        """
        try:
            async with asyncio.timeout_at(deadline):
                await self._woken.wait()
        except TimeoutError:
            return False
        if self._code == RESTART:
            return False
        if self._code:
            raise CLOSE_ERRORS.get(self._code, Unavailable)()
        self._woken.clear()
        return True


def require_capacity(user_id: int) -> None:
    """Raise Unavailable if this process has no room for another client. Polls count like sockets.

    A user with a connection to this process may always poll.
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
    watch: Watched | None = None,
) -> LongPollAnswer:
    """Return the news of the user's rooms, and wait for some if there is none.

    Args:
        user: The user who polls.
        credential: Checked again before each query.
        known: The last `rev` of each room that the client knows, by room id.
        wait: Seconds to wait at most; 0 answers immediately.
        read_seqs: Read marks that the client knows, by room id. A mark that moved on another device is news.
        status: The presence status of the user while the poll waits.
        later: The scheduled messages and reminders that the client knows. A change is news.
        watch: The people and the room that are looked at. Their present state is part of the answer, but a
            change is no news.

    Returns:
        The news, which may be empty.

    Raises:
        RateLimited: The user has too many polls.
        Unauthenticated: The credential was revoked.
        Banned: The user was deactivated.
        Forbidden: The token is bound to rooms, and the client asks for more.
        NotFound: The user is not a member of the watched room.
        Unavailable: The database does not answer, or this process is full.
    """
    if later is not None or (watch is not None and watch.user_ids):
        credential.require_all_rooms()
    if watch is not None and watch.room_id is not None:
        credential.require_room(watch.room_id)
    require_capacity(user.pk)
    query = partial(_query, credential, known, read_seqs, later, watch)
    with _count_poll(user.pk):
        _, news = await read(query)
        if news.rooms or news.later or not wait:
            return news
        background.start()
        listener = Listener(user, credential, status)
        try:
            return await _wait(listener, query, asyncio.get_running_loop().time() + wait)
        finally:
            hub.detach(listener)


async def _wait(listener: Listener, query: Callable[[], Snapshot], deadline: float) -> LongPollAnswer:
    await hub.attach(listener, await read(welcome.room_ids, listener.user_id))
    was_woken = False
    while True:
        # Queried only after the listener is attached, so that nothing is missed between the two.
        snapshot, news = await read(query)
        hub.apply_snapshot(listener, snapshot)
        if news.rooms or news.later or (news.gone and was_woken):
            return news
        was_woken = await listener.wait_for_news(deadline)
        if not was_woken:
            # Presence does not end a poll, so what the client watches may have changed since.
            return news if news.people is None else (await read(query))[1]


def _query(
    credential: Credential,
    known: Mapping[int, int],
    read_seqs: Mapping[int, int],
    later: KnownLater | None,
    watch: Watched | None,
) -> Snapshot:
    """Raises Unauthenticated, Banned, NotFound."""
    user = require_live(credential)
    user_id = user.pk
    positions = long_poll.room_positions(user_id)
    rooms = {room_id: place for room_id, place in positions.items() if credential.reaches(room_id)}
    revs = {room_id: place.rev for room_id, place in rooms.items()}
    moved_marks = {room_id for room_id, seq in read_seqs.items() if room_id in rooms and rooms[room_id].read_seq != seq}
    snapshot = {room_id: (place.rev, place.seq) for room_id, place in rooms.items()}
    news = long_poll.updates_since(user_id, revs, known, presence.online, moved_marks)
    if later is not None and (changed := later_queries.changes_since(user_id, later)):
        news = news.model_copy(update={"later": changed})
    if watch is not None:
        news = news.model_copy(update=dict(watching.state(user_id, watch, presence, is_hidden=user.hides_presence)))
    return snapshot, news


@contextmanager
def _count_poll(user_id: int) -> Iterator[None]:
    """Count a poll of the user while it runs. Raises RateLimited if there are too many."""
    if _polls[user_id] >= conf.POLLS_PER_USER:
        raise RateLimited(_("Too many polls at once."))
    _polls[user_id] += 1
    try:
        yield
    finally:
        _polls[user_id] -= 1
        if not _polls[user_id]:
            del _polls[user_id]
