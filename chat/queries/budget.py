"""How much of a page fits one answer: common WebSocket libraries refuse a frame of a megabyte."""

from collections.abc import Iterable

from chat import conf
from chat.models import Message

BESIDES = 1_000
"""Bytes that a message takes beside its text: names, times, a quote."""


def affordable(rows: Iterable[Message]) -> list[Message]:
    """The first of `rows` that fit one answer, at least one."""
    taken: list[Message] = []
    size = 0
    for row in rows:
        size += len(row.content.encode()) + len(row.html.encode()) + BESIDES
        if taken and size > conf.ANSWER_BYTES:
            break
        taken.append(row)
    return taken
