"""Encode and decode frames. Each text frame is one JSON object, the envelope: `{"type", "data", "id"}`."""

import json
import math
from dataclasses import dataclass, field
from typing import Any, NoReturn

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.errors import BadFrame, BadJson, ChatError
from chat.protocol.base import Payload
from chat.protocol.errors import error_payload

ID_LENGTH = 64
KEYS = frozenset({"type", "data", "id"})


@dataclass(frozen=True, slots=True)
class Envelope:
    type: str
    data: dict[str, Any] = field(default_factory=dict)
    id: str | None = None


class MalformedFrame(Exception):
    """A frame that does not follow the protocol.

    `id` is the id of the frame where it could be read, so that the sender gets an ack.
    """

    def __init__(self, error: ChatError, id: str | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.id = id


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("number out of range")
    return number


_strict = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
"""Shared, because `json.loads` with these options builds a decoder on each call, which takes longer than decoding."""


def parse_json(text: str) -> Any:
    """Parse strict JSON.

    Raises:
        BadJson: also for NaN, Infinity, numbers out of range, and nesting that is too deep.
    """
    try:
        return _strict.decode(text)
    except (ValueError, RecursionError):
        raise BadJson() from None


def decode(text: str) -> Envelope:
    """Parse a text frame.

    Raises:
        MalformedFrame: if the frame is not JSON, or not an envelope.
    """
    try:
        frame = parse_json(text)
    except BadJson as error:
        raise MalformedFrame(error) from None
    if not isinstance(frame, dict):
        raise MalformedFrame(BadFrame(_("A frame is an object with a type.")))
    id = frame.get("id")
    if id is not None and not (isinstance(id, str) and 1 <= len(id) <= ID_LENGTH and id.isprintable()):
        raise MalformedFrame(BadFrame(format_lazy(_("An id is a string of 1 to {most} characters."), most=ID_LENGTH)))
    type, data = frame.get("type"), frame.get("data", {})
    if not isinstance(type, str) or len(type) > ID_LENGTH:
        raise MalformedFrame(BadFrame(_("A frame has a type, a short string.")), id)
    if type != "ping" and not isinstance(data, dict):
        raise MalformedFrame(BadFrame(_("The data of a frame is an object.")), id)
    if not frame.keys() <= KEYS:
        unknown = min(frame.keys() - KEYS)
        raise MalformedFrame(BadFrame(format_lazy(_("A frame has no key {key}."), key=repr(unknown[:ID_LENGTH]))), id)
    return Envelope(type, data if isinstance(data, dict) else {}, id)


def encode(type: str, data: Payload | None = None, id: str | None = None) -> str:
    """Encode a frame as text. Encode an event once and send the same text to all receivers."""
    tail = f',"id":{json.dumps(id)}' if id is not None else ""
    body = f',"data":{data.to_json()}' if data is not None else ""
    return f'{{"type":"{type}"{body}{tail}}}'


def encode_batch(frames: str) -> str:
    """Wrap encoded frames, joined by commas, in one `batch` frame."""
    return f'{{"type":"batch","data":[{frames}]}}'


def encode_ack(id: str, result: Payload | None) -> str:
    """Encode the ack of the command with this id. The fields of `result` are next to `success`."""
    body = result.to_json()[1:-1] if result is not None else ""
    return f'{{"type":"ack","id":{json.dumps(id)},"data":{{"success":true{"," if body else ""}{body}}}}}'


def encode_error_ack(id: str, error: ChatError) -> str:
    """Encode the ack of a command that failed."""
    return f'{{"type":"ack","id":{json.dumps(id)},"data":{{"success":false,"error":{error_payload(error).to_json()}}}}}'
