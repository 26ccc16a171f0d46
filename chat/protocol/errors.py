"""Errors as clients read them, and how a refused input becomes one."""

from typing import Any

from pydantic import ValidationError

from chat.errors import ChatError, Invalid
from chat.protocol.base import Payload

FIELDS_NAMED = 10
KEY_LENGTH = 64


def invalid_input(error: ValidationError) -> Invalid:
    """Pydantic's complaint in the protocol's words: `fields` maps refused keys, the first of many, to the reasons."""
    # Bounded: the answer to 60 kB of nonsense keys must not be four times as long.
    details = error.errors(include_url=False, include_input=False)[:FIELDS_NAMED]
    fields = {".".join(map(str, detail["loc"]))[:KEY_LENGTH] or "data": detail["msg"] for detail in details}
    return Invalid(fields=fields)


class ErrorPayload(Payload):
    code: str
    message: str
    fields: dict[str, str] | None = None
    retry_after_ms: int | None = None
    fatal: bool | None = None


class ErrorBody(Payload):
    error: ErrorPayload


def error_payload(error: ChatError, *, fatal: bool | None = None) -> ErrorPayload:
    given: dict[str, Any] = {"fields": error.fields, "retry_after_ms": error.retry_after_ms, "fatal": fatal}
    return ErrorPayload(
        code=error.code, message=error.message, **{key: value for key, value in given.items() if value is not None}
    )
