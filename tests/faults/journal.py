"""A client's record of what it sent and received. The checker looks only at these journals and at the database."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


def now() -> float:
    """Return seconds on the clock that all journals of a run share."""
    return time.monotonic()


@dataclass
class Sent:
    room: int
    content: str
    at: float
    attempts: int = 0
    """How often it was sent. A message that was never sent must not be stored."""


@dataclass
class Acked:
    at: float
    id: int
    seq: int
    duplicate: bool


@dataclass
class Heard:
    """A change as the server sent it, new or not."""

    at: float
    connection: int
    room: int
    rev: int
    id: int


@dataclass
class Applied:
    """A change that reached the screen, by an event (`live`) or by `sync`."""

    at: float
    room: int
    rev: int
    id: int
    client_id: str | None
    live: bool


@dataclass
class Journal:
    """The record of one client.

    `screen` has the messages that the client shows at the end, by room and id. `unread` has the counts of its sidebar.
    """

    user_id: int = 0
    sent: dict[str, Sent] = field(default_factory=dict)
    acked: dict[str, Acked] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)
    edits: int = 0
    """The number of acked edits."""
    failed: dict[str, str] = field(default_factory=dict)
    """The error codes of permanently refused messages, by client id."""
    errors: Counter[str] = field(default_factory=Counter)
    """Codes of temporary refusals and of `error` events."""
    unanswered: int = 0
    """Commands and handshakes without an answer within five seconds, although the network worked."""
    closes: list[int] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    """HTTP statuses of failed handshakes."""
    connects: int = 0
    syncs: int = 0
    first_shown: dict[int, int] = field(default_factory=dict)
    """By room, the seq from which the screen is complete."""
    screen: dict[int, dict[int, dict[str, Any]]] = field(default_factory=dict)
    unread: dict[int, int] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    """The presence that the client shows: status by user id."""

    @property
    def reconnects(self) -> int:
        return max(0, self.connects - 1)
