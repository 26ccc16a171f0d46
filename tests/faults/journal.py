"""What one client wrote down: the only thing, beside the database, that the checker looks at."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


def now() -> float:
    """Seconds, on a clock that all journals of a run share."""
    return time.monotonic()


@dataclass
class Sent:
    room: int
    content: str
    at: float
    attempts: int = 0
    """How often it went out; a message that never did must not be stored."""


@dataclass
class Acked:
    at: float
    id: int
    seq: int
    duplicate: bool


@dataclass
class Heard:
    """A change as the server sent it, whether it was news or not."""

    at: float
    connection: int
    room: int
    rev: int
    id: int


@dataclass
class Applied:
    """A change that reached the screen; `live` when an event brought it, else `sync` did."""

    at: float
    room: int
    rev: int
    id: int
    client_id: str | None
    live: bool


@dataclass
class Journal:
    """`screen` is what the client shows in the end: by room, the messages by id; `unread` what its sidebar says."""

    user_id: int = 0
    sent: dict[str, Sent] = field(default_factory=dict)
    acked: dict[str, Acked] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)
    edits: int = 0
    """Those that were acked."""
    failed: dict[str, str] = field(default_factory=dict)
    """Messages that were refused for good, with the code."""
    errors: Counter[str] = field(default_factory=Counter)
    """Codes of refusals that pass, and of errors that no command asked for."""
    unanswered: int = 0
    """Commands and handshakes that got no answer within five seconds, though the network stood."""
    closes: list[int] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    """HTTP statuses of handshakes that failed."""
    connects: int = 0
    syncs: int = 0
    first_shown: dict[int, int] = field(default_factory=dict)
    """By room, the seq from which on the screen is complete."""
    screen: dict[int, dict[int, dict[str, Any]]] = field(default_factory=dict)
    unread: dict[int, int] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    """Who is here, as the client was told: user id to status."""

    @property
    def reconnects(self) -> int:
        return max(0, self.connects - 1)
