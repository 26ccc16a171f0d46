"""Cut a page to the size of one answer, because common WebSocket libraries refuse a frame of a megabyte."""

from collections.abc import Iterable

from chat import conf
from chat.protocol.messages.encoded import EncodedMessage


def fit_in_one_answer(messages: Iterable[EncodedMessage]) -> list[EncodedMessage]:
    """Return the first of `messages` whose JSON fits in ANSWER_BYTES, at least one."""
    taken: list[EncodedMessage] = []
    size = 0
    for message in messages:
        size += len(message.text.encode())
        if taken and size > conf.ANSWER_BYTES:
            break
        taken.append(message)
    return taken
