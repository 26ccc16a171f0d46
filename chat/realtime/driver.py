"""Perform what a session decides: run commands in order, let changes overlap, and welcome users who log in."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import Credential, by_secret
from chat.delivery.hub import hub
from chat.delivery.presence import presence
from chat.errors import ChatError, Unauthenticated, Unavailable
from chat.executors import read
from chat.models import User
from chat.protocol.connection import Login
from chat.protocol.events import event
from chat.protocol.messages.commands import Delete, Edit, Pin, React, Read, Send, StartTyping, StopTyping
from chat.protocol.people import Presence
from chat.protocol.rooms import Leave
from chat.protocol.watching import Watch
from chat.queries import welcome
from chat.realtime.connection import Connection, has_too_many_connections
from chat.realtime.connection_batches import welcomes
from chat.realtime.handlers import HANDLERS, Context, require_permitted
from chat.realtime.pace import Pace, paces
from chat.realtime.session import Immediate, Output, Reply, Run, Session

log = logging.getLogger(__name__)
CHANGES = (Send, Edit, Delete, React, Pin)
"""The commands that the committer carries out, in the order in which it gets them."""


class Driver:
    """Runs the session of one connection.

    Commands of a connection run one after the other, except changes of messages: up to SENDS_IN_FLIGHT of them wait
    for the committer at the same time, which keeps their order, and every other command waits for them. A read mark
    waits for its batch, and no command but the next mark and `room:leave` waits for it.

    Attributes:
        session: Decides what each frame means.
        connection: Sends the replies.
        context: The user and the connection, as the handlers get them. None until the login.
    """

    __slots__ = ("_in_flight", "_mark", "_next_done", "_pace", "_welcome_task", "connection", "context", "session")

    def __init__(self, connection: Connection) -> None:
        self.session = Session()
        self.connection = connection
        self.context: Context | None = None
        self._in_flight: set[asyncio.Future[Any]] = set()
        self._mark: asyncio.Future[Any] | None = None
        self._next_done: asyncio.Future[None] | None = None
        self._pace: Pace = Pace(conf.COMMAND_RATE, conf.COMMAND_BURST)
        self._welcome_task: asyncio.Task[None] | None = None
        connection.on_refresh = self._resend_welcome

    async def receive_frame(self, text: str | None) -> None:
        """Process a frame (None for a binary one), unless the connection is closing."""
        if not self.connection.ended:
            await self.perform(self.session.receive_frame(text))

    async def perform(self, outputs: Sequence[Output]) -> None:
        """Perform the outputs of the session in order, and wait for each command."""
        for output in outputs:
            if isinstance(output, Run):
                await self._run(output)
            else:
                self.perform_now(output)

    def perform_now(self, output: Immediate) -> None:
        """Perform an output that needs no waiting."""
        if isinstance(output, Reply):
            self.connection.enqueue(output.text)
        else:
            self.connection.end(output.code, explain=False)

    async def log_in(self, user: User, credential: Credential, room_ids: list[int]) -> None:
        """Log a user in: attach the connection to their rooms, then read the welcome, so that no event is missed.

        Args:
            user: The user.
            credential: The session, token or ticket that the user presented.
            room_ids: The rooms of the user.

        Raises:
            Unauthenticated: The credential was revoked meanwhile.
            Banned: The user was deactivated meanwhile.
            Forbidden: The API token does not have the scope `read`.
            Unavailable: The database does not answer, or the user has too many connections.
        """
        credential.require_scope("read")  # Without it, nothing that arrives by a socket may be sent to it.
        if has_too_many_connections(user.pk):
            raise Unavailable(_("You have too many connections."))
        connection = self.connection
        connection.user_id, connection.credential, connection.access_version = user.pk, credential, user.access_version
        connection.hides_presence = user.hides_presence
        self.session.language = connection.language = user.language
        self.context = Context(user, credential, connection)
        self._pace = paces.of(user.pk)
        await hub.attach(connection, room_ids)
        welcome_frame = await self._read_welcome()
        self.session.logged_in()
        connection.open(welcome_frame)

    async def _read_welcome(self) -> str:
        snapshot = await welcomes.ask((self.connection.credential, self.connection.id))
        peers = welcome.direct_peers(snapshot.rooms)
        hub.apply_snapshot(self.connection, {room.id: (room.rev, room.seq) for room in snapshot.rooms}, peers)
        # Looked up again, because the connection has missed what changed between the snapshot and now.
        return event("welcome", snapshot.model_copy(update={"people": presence.here(peers)}))

    def _resend_welcome(self) -> None:
        if self.context is not None:
            self._welcome_task = asyncio.get_running_loop().create_task(self._send_welcome())

    async def _send_welcome(self) -> None:
        try:
            self.connection.enqueue(await self._read_welcome())
        except ChatError as error:
            log.warning("A new welcome could not be read: %s", error.message)
            self.connection.end(error.close or 1013)

    def disconnected(self) -> None:
        """The socket is gone: end the typing indicators and detach from the hub."""
        if self.context is not None and self.context.used_typing_indicators is not None:
            self.context.used_typing_indicators.stop_all(self.context.user)
        if self._welcome_task is not None:
            self._welcome_task.cancel()
        self.connection.peer_disconnected()

    # --- Commands

    async def _run(self, run: Run) -> None:
        try:
            if isinstance(run.command, Login):
                await self.log_in(*await read(_authenticate, run.command.token))
                return
            await self._wait_for_earlier(run)
            await self._throttle(run)
            context = self._require_context()
            if context.credential.is_limited:
                await require_permitted(context.credential, run.command)
            answer = await HANDLERS[type(run.command)](context, run.command)
        except ChatError as error:
            await self.perform(self.session.command_failed(run, error))
        except Exception:
            log.exception("The command %s failed.", run.command.type)
            await self.perform(self.session.command_failed(run, Unavailable()))
        else:
            if isinstance(answer, asyncio.Future):
                if isinstance(run.command, Read):
                    self._mark = answer
                else:
                    self._in_flight.add(answer)
                answer.add_done_callback(partial(self._finished, run))
            else:
                await self.perform(self.session.command_succeeded(run, answer))

    def _require_context(self) -> Context:
        if self.context is None:
            raise Unauthenticated()
        return self.context

    async def _wait_for_earlier(self, run: Run) -> None:
        """Let other commands wait for all changes in flight, and a change only while there are too many of them."""
        if self._mark is not None and isinstance(run.command, Read | Leave):
            await asyncio.wait([self._mark])
        if isinstance(run.command, CHANGES):
            while len(self._in_flight) >= conf.SENDS_IN_FLIGHT:
                # `asyncio.wait` would add a callback to each of them, again for each change.
                self._next_done = asyncio.get_running_loop().create_future()
                await self._next_done
        elif self._in_flight and not isinstance(run.command, StartTyping | StopTyping | Presence | Watch):
            await asyncio.wait(self._in_flight)

    async def _throttle(self, run: Run) -> None:
        """Slow down a person who sends commands too fast, or a client that does not read its answers.

        The ack of a send is small.
        """
        is_send = isinstance(run.command, Send)
        if is_send and self._pace.tokens >= 0:
            return
        if pause := self._pace.pause_after(0 if is_send else 1):
            await asyncio.sleep(pause)
        if not is_send:
            await self.connection.drain()

    def _finished(self, run: Run, future: "asyncio.Future[Any]") -> None:
        self._in_flight.discard(future)
        if self._next_done is not None and not self._next_done.done():
            self._next_done.set_result(None)
        if future is self._mark:
            self._mark = None
        outcome = future.result()
        if isinstance(outcome, ChatError):
            self._pace.pause_after()
            outputs = self.session.command_failed(run, outcome)
        else:
            outputs = self.session.command_succeeded(run, outcome)
        for output in outputs:
            if not isinstance(output, Run):
                self.perform_now(output)


def _authenticate(secret: str) -> tuple[User, Credential, list[int]]:
    user, credential = by_secret(secret)
    return user, credential, welcome.room_ids(user.pk)
