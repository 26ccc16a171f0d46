"""How much of a page fits one answer: common WebSocket libraries refuse a frame of a megabyte."""

from collections.abc import Iterable

from chat import conf
from chat.models import Message

BESIDES = 1_000
"""Bytes that a message takes beside its text: names, times, a quote."""
ATTACHMENT = 1_200
"""Bytes that one attachment takes: a name of 120 characters, and its address, in which each may take nine."""
PREVIEW = 100
"""Bytes that the preview of a link takes beside its texts."""


def fit_in_one_answer(rows: Iterable[Message]) -> list[Message]:
    """The first of `rows` that fit one answer, at least one."""
    taken: list[Message] = []
    size = 0
    for row in rows:
        size += len(row.content.encode()) + len(row.html.encode()) + BESIDES
        size += ATTACHMENT * len(row.extra.get("attachments", ()))
        size += sum(PREVIEW + len("".join(facts.values()).encode()) for facts in row.extra.get("previews", ()))
        if taken and size > conf.ANSWER_BYTES:
            break
        taken.append(row)
    return taken
