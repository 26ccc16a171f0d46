"""The state of one conversation with a client, sans I/O: frames go in, and outputs for the driver come out."""

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
    """Run this command, then call `command_succeeded` or `command_failed`."""

    command: Command
    id: str | None


@dataclass(frozen=True, slots=True)
class Close:
    """Send the frames that are waiting, then close with this code."""

    code: int


Immediate = Reply | Close
Output = Immediate | Run


class State(enum.Enum):
    ANONYMOUS = enum.auto()
    LOGGING_IN = enum.auto()
    OPEN = enum.auto()
    CLOSED = enum.auto()


class Session:
    """Decides what a frame means in the current state of the conversation. It does no I/O.

    Each method returns outputs, which the driver performs in order: `Reply` sends a frame, `Run` runs a command, and
    `Close` ends the connection. After a `Run` the driver reports back:

        outputs = session.receive_frame(text)
        outputs = session.command_succeeded(run, result)
        outputs = session.command_failed(run, error)

    Attributes:
        state: ANONYMOUS until a login begins, then LOGGING_IN, OPEN, and in the end CLOSED.
        language: The language of error messages, for example `zh-hans`. None means English, until a user logs in.
    """

    __slots__ = ("_bad_in_a_row", "language", "state")

    def __init__(self) -> None:
        self.state = State.ANONYMOUS
        self.language: str | None = None
        self._bad_in_a_row = 0

    def receive_frame(self, text: str | None) -> Sequence[Output]:
        """Decide what to do with a frame.

        Args:
            text: The frame, or None for a binary frame.

        Returns:
            The outputs, in order; an empty list if the session is closed.
        """
        if self.state is State.CLOSED:
            return []
        if text is None:
            return self._refuse_bad_frame(Unsupported())
        if len(text) > conf.FRAME_BYTES // 4 and len(text.encode()) > conf.FRAME_BYTES:
            return self.end(TooLarge())
        try:
            envelope = decode(text)
            command = commands.parse(envelope)
        except MalformedFrame as malformed:
            return self._refuse_bad_frame(malformed.error, malformed.id)
        except ChatError as error:
            refuse = self._refuse_bad_frame if error.code == "unknown_type" else self._refuse
            return refuse(error, envelope.id)
        self._bad_in_a_row = 0
        return self._dispatch(command, envelope)

    def logged_in(self) -> None:
        """The login succeeded: accept every command from now on."""
        self.state = State.OPEN

    def command_succeeded(self, run: Run, result: Payload | None) -> Sequence[Output]:
        """Return the ack, if the command asked for one."""
        return [Reply(encode_ack(run.id, result))] if run.id is not None else []

    def command_failed(self, run: Run, error: ChatError) -> Sequence[Output]:
        """Return the refusal. A login that failed also closes the connection."""
        if isinstance(run.command, Login):
            return [*self._refuse(error, run.id), *self.end(error, silent=run.id is not None)]
        return self._refuse(error, run.id)

    def login_timed_out(self) -> list[Immediate]:
        """Close the conversation, unless a login has begun."""
        return self.end(AuthTimeout()) if self.state is State.ANONYMOUS else []

    def end(self, error: ChatError, *, silent: bool = False) -> list[Immediate]:
        """Close the conversation. Later frames are ignored.

        Args:
            error: The reason, and the source of the close code.
            silent: Close without sending the error, because the client has got it already.
        """
        self.state = State.CLOSED
        last: list[Immediate] = [] if silent else [self._error_frame(error, fatal=True)]
        return [*last, Close(error.close or 1008)]

    def _dispatch(self, command: Command, envelope: Envelope) -> Sequence[Output]:
        if isinstance(command, Ping):
            return [Reply(encode("pong", id=envelope.id))]
        if isinstance(command, Login):
            return self._log_in(command, envelope.id)
        if self.state is not State.OPEN:
            return self._refuse(Unauthenticated(), envelope.id)
        return [Run(command, envelope.id)]

    def _log_in(self, command: Login, id: str | None) -> Sequence[Output]:
        if self.state is not State.ANONYMOUS:
            return self._refuse_bad_frame(BadFrame(_("You are logged in already.")), id)
        # From now on the login is in time, however long it takes.
        self.state = State.LOGGING_IN
        return [Run(command, id)]

    def _refuse_bad_frame(self, error: ChatError, id: str | None = None) -> Sequence[Output]:
        """Refuse a malformed frame. BAD_FRAMES_IN_A_ROW of them close the connection."""
        self._bad_in_a_row += 1
        if self._bad_in_a_row < conf.BAD_FRAMES_IN_A_ROW:
            return self._refuse(error, id)
        return [*self._refuse(error, id), *self.end(Forbidden(_("Too many bad frames in a row.")))]

    def _refuse(self, error: ChatError, id: str | None) -> list[Immediate]:
        if id is None:
            return [self._error_frame(error, fatal=False)]
        with translation.override(self.language):
            return [Reply(encode_error_ack(id, error))]

    def _error_frame(self, error: ChatError, *, fatal: bool) -> Reply:
        with translation.override(self.language):
            return Reply(encode("error", error_payload(error, fatal=fatal)))
