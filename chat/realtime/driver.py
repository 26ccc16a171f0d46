"""Carries out what a session asks for: runs commands in order, lets sends overlap, and greets who logged in."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import Credential, by_secret
from chat.actions.sending.committer import Outcome
from chat.delivery.hub import hub
from chat.errors import ChatError, Unauthenticated, Unavailable
from chat.executors import read
from chat.models import User
from chat.protocol.connection import Login
from chat.protocol.events import event
from chat.protocol.messages.commands import Send, StartTyping, StopTyping
from chat.protocol.people import Presence
from chat.queries import welcome
from chat.realtime.connection import Connection, is_crowded
from chat.realtime.connection_batches import welcomes
from chat.realtime.handlers import HANDLERS, Context
from chat.realtime.pace import Pace
from chat.realtime.session import Immediate, Output, Reply, Run, Session

log = logging.getLogger(__name__)


class Driver:
    __slots__ = ("_greeting", "_in_flight", "_pace", "connection", "context", "session")

    def __init__(self, connection: Connection) -> None:
        self.session = Session()
        self.connection = connection
        self.context: Context | None = None
        self._in_flight: set[asyncio.Future[Outcome]] = set()
        self._pace = Pace(conf.COMMAND_RATE, conf.COMMAND_BURST)
        self._greeting: asyncio.Task[None] | None = None
        connection.resumed = self._greet_again

    async def receive(self, text: str | None) -> None:
        """A frame arrived. Who is being thrown out is not listened to any more."""
        if not self.connection.ended:
            await self.carry_out(self.session.receive(text))

    async def carry_out(self, outputs: Sequence[Output]) -> None:
        for output in outputs:
            if isinstance(output, Run):
                await self._run(output)
            else:
                self.carry_out_now(output)

    def carry_out_now(self, output: Immediate) -> None:
        """What needs no waiting."""
        if isinstance(output, Reply):
            self.connection.put(output.text)
        else:
            self.connection.end(output.code, explain=False)

    async def log_in(self, user: User, credential: Credential, room_ids: list[int]) -> None:
        """Join the user's rooms, then read the snapshot: nothing falls between.

        Raises Unauthenticated or Banned for whom that happened to meanwhile, and Unavailable.
        """
        if is_crowded(user.pk):
            raise Unavailable(_("You have too many connections."))
        connection = self.connection
        connection.user_id, connection.credential, connection.access_version = user.pk, credential, user.access_version
        self.session.language = connection.language = user.language
        self.context = Context(user, credential, connection)
        await hub.attach(connection, room_ids)
        greeting = await self._snapshot()
        self.session.opened()
        connection.open(greeting)

    async def _snapshot(self) -> str:
        greeting = await welcomes.ask((self.connection.credential, self.connection.id))
        hub.align(self.connection, {room.id: (room.rev, room.seq) for room in greeting.rooms})
        return event("welcome", greeting)

    def _greet_again(self) -> None:
        if self.context is not None:
            self._greeting = asyncio.get_running_loop().create_task(self._send_greeting())

    async def _send_greeting(self) -> None:
        try:
            self.connection.put(await self._snapshot())
        except ChatError as error:
            log.warning("A changed sidebar could not be read: %s", error.message)
            self.connection.end(error.close or 1013)

    def disconnected(self) -> None:
        """The peer is gone: others stop seeing it type and hear nothing of it any more."""
        if self.context is not None and self.context.used_typing_indicators is not None:
            self.context.used_typing_indicators.stop_all(self.context.user)
        if self._greeting is not None:
            self._greeting.cancel()
        self.connection.gone()

    # --- Commands

    async def _run(self, run: Run) -> None:
        try:
            if isinstance(run.command, Login):
                await self.log_in(*await read(_login, run.command.token))
                return
            await self._wait_for_sends(run)
            await self._wait_for_turn(run)
            answer = await HANDLERS[type(run.command)](self._require_context(), run.command)
        except ChatError as error:
            await self.carry_out(self.session.failed(run, error))
        except Exception:
            log.exception("The command %s failed.", run.command.type)
            await self.carry_out(self.session.failed(run, Unavailable()))
        else:
            if isinstance(answer, asyncio.Future):
                self._in_flight.add(answer)
                answer.add_done_callback(partial(self._answered, run))
            else:
                await self.carry_out(self.session.finished(run, answer))

    def _require_context(self) -> Context:
        if self.context is None:
            raise Unauthenticated()
        return self.context

    async def _wait_for_sends(self, run: Run) -> None:
        """Nothing overtakes a send: other commands wait for those under way, and so do sends when they are too many."""
        if isinstance(run.command, Send):
            if len(self._in_flight) >= conf.SENDS_IN_FLIGHT:
                await asyncio.wait(self._in_flight, return_when=asyncio.FIRST_COMPLETED)
        elif self._in_flight and not isinstance(run.command, StartTyping | StopTyping | Presence):
            await asyncio.wait(self._in_flight)

    async def _wait_for_turn(self, run: Run) -> None:
        """Who asks faster than it may, or than it reads the answers, is heard more slowly. An ack is small."""
        is_send = isinstance(run.command, Send)
        if pause := self._pace.take(0 if is_send else 1):
            await asyncio.sleep(pause)
        if not is_send:
            await self.connection.room()

    def _answered(self, run: Run, future: "asyncio.Future[Outcome]") -> None:
        self._in_flight.discard(future)
        outcome = future.result()
        if isinstance(outcome, ChatError):
            self._pace.take()
        outputs = (
            self.session.failed(run, outcome) if isinstance(outcome, ChatError) else self.session.finished(run, outcome)
        )
        for output in outputs:
            if not isinstance(output, Run):
                self.carry_out_now(output)


def _login(secret: str) -> tuple[User, Credential, list[int]]:
    user, credential = by_secret(secret)
    return user, credential, welcome.room_ids(user.pk)
