"""One conversation with a client, without I/O: frames in, and out comes what its driver is to do.

outputs = session.receive(text)         a frame arrived
outputs = session.finished(run, result) a command that was to be run has its result
outputs = session.failed(run, error)    or its refusal
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.errors import AuthTimeout, BadFrame, ChatError, Forbidden, TooLarge, Unauthenticated, Unsupported
from chat.protocol import commands
from chat.protocol.base import Command, Payload
from chat.protocol.connection import Login, Ping
from chat.protocol.envelope import Envelope, MalformedFrame, decode, encode, encode_ack, encode_error_ack
from chat.protocol.errors import error_payload


@dataclass(frozen=True, slots=True)
class Reply:
    """Send this text."""

    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """Run this command, then say how it went."""

    command: Command
    id: str | None


@dataclass(frozen=True, slots=True)
class Close:
    """Send what waits, then close with this code."""

    code: int


Immediate = Reply | Close
Output = Immediate | Run


class State(enum.Enum):
    ANONYMOUS = enum.auto()
    LOGGING_IN = enum.auto()
    OPEN = enum.auto()
    CLOSED = enum.auto()


class Session:
    """`language`: in which it says why something is refused; None, English, until it is known who listens."""

    __slots__ = ("_bad_in_a_row", "language", "state")

    def __init__(self) -> None:
        self.state = State.ANONYMOUS
        self.language: str | None = None
        self._bad_in_a_row = 0

    def receive(self, text: str | None) -> Sequence[Output]:
        """A frame arrived; None for one that is not text."""
        if self.state is State.CLOSED:
            return []
        if text is None:
            return self._bad(Unsupported())
        if len(text) > conf.FRAME_BYTES // 4 and len(text.encode()) > conf.FRAME_BYTES:
            return self.end(TooLarge())
        try:
            envelope = decode(text)
            command = commands.parse(envelope)
        except MalformedFrame as malformed:
            return self._bad(malformed.error, malformed.id)
        except ChatError as error:
            return self._bad(error, envelope.id) if error.code == "unknown_type" else self._refused(error, envelope.id)
        self._bad_in_a_row = 0
        return self._accepted(command, envelope)

    def opened(self) -> None:
        """The client is who it says it is."""
        self.state = State.OPEN

    def finished(self, run: Run, result: Payload | None) -> Sequence[Output]:
        """The ack, for a command that asked for one."""
        return [Reply(encode_ack(run.id, result))] if run.id is not None else []

    def failed(self, run: Run, error: ChatError) -> Sequence[Output]:
        """The refusal; a login that failed ends the connection."""
        if isinstance(run.command, Login):
            return [*self._refused(error, run.id), *self.end(error, silent=run.id is not None)]
        return self._refused(error, run.id)

    def login_timed_out(self) -> list[Immediate]:
        return self.end(AuthTimeout()) if self.state is State.ANONYMOUS else []

    def end(self, error: ChatError, *, silent: bool = False) -> list[Immediate]:
        """Say why, and close. Nothing is heard afterwards."""
        self.state = State.CLOSED
        last: list[Immediate] = [] if silent else [self._told(error, fatal=True)]
        return [*last, Close(error.close or 1008)]

    def _accepted(self, command: Command, envelope: Envelope) -> Sequence[Output]:
        if isinstance(command, Ping):
            return [Reply(encode("pong", id=envelope.id))]
        if isinstance(command, Login):
            return self._log_in(command, envelope.id)
        if self.state is not State.OPEN:
            return self._refused(Unauthenticated(), envelope.id)
        return [Run(command, envelope.id)]

    def _log_in(self, command: Login, id: str | None) -> Sequence[Output]:
        if self.state is not State.ANONYMOUS:
            return self._bad(BadFrame(_("You are logged in already.")), id)
        # From here on the login has arrived in time, however long it takes.
        self.state = State.LOGGING_IN
        return [Run(command, id)]

    def _bad(self, error: ChatError, id: str | None = None) -> Sequence[Output]:
        """One bad frame costs an error; ten in a row the connection."""
        self._bad_in_a_row += 1
        if self._bad_in_a_row < conf.BAD_FRAMES_IN_A_ROW:
            return self._refused(error, id)
        return [*self._refused(error, id), *self.end(Forbidden(_("Too many bad frames in a row.")))]

    def _refused(self, error: ChatError, id: str | None) -> list[Immediate]:
        if id is None:
            return [self._told(error, fatal=False)]
        with translation.override(self.language):
            return [Reply(encode_error_ack(id, error))]

    def _told(self, error: ChatError, *, fatal: bool) -> Reply:
        with translation.override(self.language):
            return Reply(encode("error", error_payload(error, fatal=fatal)))
