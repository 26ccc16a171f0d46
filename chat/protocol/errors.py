"""Errors as clients receive them."""

from typing import Any

from pydantic import ValidationError

from chat.errors import ChatError, Invalid, Muted
from chat.protocol.base import Payload, Time

MOST_FIELDS = 10
KEY_LENGTH = 64


def invalid_input(error: ValidationError) -> Invalid:
    """Turn pydantic's error into ours. `fields` maps at most ten keys to the reason why each is refused."""
    # Without these bounds, the answer to 60 kB of unknown keys would be four times as long.
    details = error.errors(include_url=False, include_input=False)[:MOST_FIELDS]
    fields = {".".join(map(str, detail["loc"]))[:KEY_LENGTH] or "data": detail["msg"] for detail in details}
    return Invalid(fields=fields)


class ErrorPayload(Payload):
    """Why something is refused.

    `fatal` is part of an `error` event only: true if the server closes the connection after it. `until` is part of
    `muted` only, and null if the mute has no end.
    """

    code: str
    message: str
    fields: dict[str, str] | None = None
    retry_after_ms: int | None = None
    fatal: bool | None = None
    until: Time | None = None


class ErrorBody(Payload):
    """The body of a REST answer with an error status."""

    error: ErrorPayload


def error_payload(error: ChatError, *, fatal: bool | None = None) -> ErrorPayload:
    """Describe an error in the active language. Keys without a value are left out."""
    details: dict[str, Any] = {"fields": error.fields, "retry_after_ms": error.retry_after_ms, "fatal": fatal}
    given = {key: value for key, value in details.items() if value is not None}
    if isinstance(error, Muted):
        given["until"] = error.until
    return ErrorPayload(code=error.code, message=error.message, **given)
