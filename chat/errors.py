"""The errors that clients receive.

Any part of chat may raise one. WebSocket, long-poll, REST and pages answer it in the same shape. docs/protocol.md lists
the codes. Texts are lazy, because the thread that raises an error does not know the language of the reader.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = Promise | str


class ChatError(Exception):
    """The base class of all errors.

    Attributes:
        code: the code on the wire.
        status: the status of a REST answer or a page.
        close: the close code, if the error closes a WebSocket.
        text: the message, unless the error is raised with another one.
        retry_after_ms: how long a client should wait before it tries again.
    """

    code: ClassVar[str] = "unavailable"
    status: ClassVar[int] = 500
    close: ClassVar[int | None] = None
    text: ClassVar[Text] = _("Something went wrong.")

    def __init__(
        self,
        message: Text | None = None,
        *,
        fields: Mapping[str, Text] | None = None,
        retry_after_ms: int | None = None,
    ) -> None:
        super().__init__(message or self.text)
        self._message = message or self.text
        self._fields = fields
        self.retry_after_ms = retry_after_ms

    @property
    def message(self) -> str:
        """The message in the active language."""
        return str(self._message)

    @property
    def fields(self) -> dict[str, str] | None:
        """The refused keys and the reasons, in the active language."""
        return None if self._fields is None else {name: str(reason) for name, reason in self._fields.items()}


class BadJson(ChatError):
    code, status, text = "bad_json", 400, _("This is not JSON.")


class BadFrame(ChatError):
    code, status, text = "bad_frame", 400, _("This is not a frame of the protocol.")


class UnknownType(ChatError):
    code, status, text = "unknown_type", 400, _("There is no command of this type.")


class Invalid(ChatError):
    """Some values cannot be accepted. `fields` says which and why."""

    code, status, text = "invalid", 400, _("Some values cannot be accepted.")


class HasMetadata(ChatError):
    """A photograph that cannot be stripped of place and camera. Its owner may send it as it is."""

    code, status = "has_metadata", 400
    text = _("Where and with what this was photographed may be in the file, and the site cannot remove it.")


class Unsupported(ChatError):
    code, status, text = "unsupported", 415, _("Binary frames are not supported.")


class TooLong(ChatError):
    code, status, text = "too_long", 400, _("The text is too long.")


class TooLarge(ChatError):
    code, status, close, text = "too_large", 413, 1009, _("The data is too large.")


class Unauthenticated(ChatError):
    code, status, close, text = "unauthenticated", 401, 4401, _("Log in first.")


class AuthTimeout(ChatError):
    code, status, close, text = "auth_timeout", 401, 4408, _("No login arrived in time.")


class Forbidden(ChatError):
    code, status, text = "forbidden", 403, _("You may not do this.")


class NotFound(ChatError):
    """The object does not exist, or the user may not see it. The two cases look the same to the client."""

    code, status, text = "not_found", 404, _("This does not exist, or you may not see it.")


class NotAMember(ChatError):
    code, status, text = "not_a_member", 403, _("You are not a member of this room.")


class Archived(ChatError):
    code, status, text = "archived", 409, _("This room is archived.")


class Banned(ChatError):
    code, status, close, text = "banned", 403, 4403, _("This account is deactivated.")


class Waiting(Banned):
    """The account is new, and waits for an administrator or for the proof of its address."""

    code, text = "waiting", _("This account waits to be admitted.")


class Muted(ChatError):
    """A moderator has muted the person. `until` is None if the mute has no end."""

    code, status, text = "muted", 403, _("A moderator has muted you.")

    def __init__(self, message: Text | None = None, *, until: datetime | None, retry_after_ms: int | None) -> None:
        super().__init__(message, retry_after_ms=retry_after_ms)
        self.until = until


class ReadOnly(ChatError):
    code, status, text = "read_only", 403, _("Only moderators write in this room.")


class Filtered(ChatError):
    """The word filter refuses the text. It does not say which word, which would help to get around it."""

    code, status, text = "filtered", 403, _("The rules of this site do not allow a word in this text.")


class SlowMode(ChatError):
    code, status, text = "slow_mode", 429, _("This room is in slow mode; wait before your next message.")


class RateLimited(ChatError):
    code, status, text = "rate_limited", 429, _("Too many at once; try again in a moment.")


class Conflict(ChatError):
    code, status, text = "conflict", 409, _("This conflicts with the current state.")


class Unavailable(ChatError):
    code, status, close, text = "unavailable", 503, 1013, _("The server cannot do this right now; try again.")


def text_of(code: str) -> Text:
    """Return the text of the error class with this code, or a general text for an unknown code."""
    known = [*ChatError.__subclasses__(), *Banned.__subclasses__()]
    return next((error.text for error in known if error.code == code), ChatError.text)
