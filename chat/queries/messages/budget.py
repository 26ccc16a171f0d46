"""Cut a page to the size of one answer, because common WebSocket libraries refuse a frame of a megabyte."""

from collections.abc import Iterable

from chat import conf
from chat.models import Message

BESIDES = 1_000
"""Bytes of a message besides its text: names, times, a quote."""
ATTACHMENT = 1_200
"""Bytes of an attachment: a name of 120 characters, and its address, in which each takes up to nine bytes."""
PREVIEW = 100
"""Bytes of a link preview besides its texts."""


def fit_in_one_answer(rows: Iterable[Message]) -> list[Message]:
    """Return the first of `rows` that fit in ANSWER_BYTES, at least one."""
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
