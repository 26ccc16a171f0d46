"""Keep the JSON of messages, so that each version of a message is encoded once for all of its readers.

Nothing in the JSON of a message depends on its reader.
"""

import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from chat import conf
from chat.models import Message
from chat.models.messages.versions import MessageVersion
from chat.protocol.base import ReadyJson
from chat.protocol.messages.payload import MessagePayload, message_payload

OVERHEAD = 400
"""Bytes of an entry of the cache besides its text."""


QUOTED = re.compile(r'"replyTo":\{"id":(\d+)')
DELETED_AT = 60
"""The end of a frame in which the time of the deletion stands."""
CHANGED = '{"type":"chat:changed","data":{"id":'


@dataclass(frozen=True)
class EncodedMessage(ReadyJson):
    """The JSON of a message, and the numbers by which it was found. The JSON may be of a later rev."""

    stands_for = MessagePayload

    id: int
    seq: int
    rev: int

    @cached_property
    def payload(self) -> MessagePayload:
        """The message as the JSON describes it. It is parsed only if something looks at it."""
        return MessagePayload.model_validate_json(self.text)


class EncodedCache:
    """The latest known version of each message, as JSON. The messages that were not used for longest are dropped.

    Args:
        max_bytes: The memory that the cache takes at most.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._size = 0
        self._entries: OrderedDict[int, tuple[MessageVersion, str]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, versions: Iterable[MessageVersion]) -> dict[int, str]:
        """Return the texts of those messages, by id, that are kept in exactly this version."""
        found: dict[int, str] = {}
        with self._lock:
            for version in versions:
                entry = self._entries.get(version.id)
                if entry is not None and entry[0] == version:
                    self._entries.move_to_end(version.id)
                    found[version.id] = entry[1]
        return found

    def put(self, version: MessageVersion, text: str) -> None:
        """Keep the text of a message, in place of the text of any other version of it."""
        self.put_all([(version, text)])

    def put_all(self, entries: Iterable[tuple[MessageVersion, str]]) -> None:
        """Keep the texts of several messages. Of two versions of one message, the later entry stays."""
        with self._lock:
            for version, text in entries:
                self._drop(self._entries.pop(version.id, None))
                self._entries[version.id] = version, text
                self._size += _size(text)
            while self._size > self._max_bytes:
                self._drop(self._entries.popitem(last=False)[1])

    def forget(self, ids: Collection[int]) -> None:
        """Drop messages, and those that quote them. Nobody would get these versions; but their texts are deleted."""
        with self._lock:
            quoting = [
                pk
                for pk, (version, text) in self._entries.items()
                if version.quoted and (found := QUOTED.search(text)) and int(found[1]) in ids
            ]
            for pk in (*ids, *quoting):
                entry = self._entries.pop(pk, None)
                if entry is not None:
                    self._drop(entry)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._size = 0

    def _drop(self, entry: tuple[MessageVersion, str] | None) -> None:
        self._size -= _size(entry[1]) if entry is not None else 0


def _size(text: str) -> int:
    return sys.getsizeof(text) + OVERHEAD


def encode_message(message: Message, *, is_new: bool = False) -> str:
    """Return the JSON of a message. The arguments are those of `message_payload`."""
    return message_payload(message, is_new=is_new).to_json()


def encoded(
    versions: Sequence[MessageVersion], load: Callable[[Collection[int]], Iterable[Message]]
) -> list[EncodedMessage]:
    """Return messages as JSON, and remember those that were not known.

    Args:
        versions: The messages, in the order of the result.
        load: Reads messages by id, with everything that they show. Those that are gone are left out.
    """
    texts = cache.get(versions)
    missing = [version.id for version in versions if version.id not in texts]
    for message in load(missing) if missing else ():
        text = texts[message.pk] = encode_message(message)
        # The version of what was read, which may be a later one than the version that was asked for.
        cache.put(MessageVersion.of(message), text)
    found = (version for version in versions if version.id in texts)
    return [EncodedMessage(texts[version.id], version.id, version.seq, version.rev) for version in found]


cache = EncodedCache(conf.MESSAGE_CACHE_BYTES)
"""The messages of this process."""


def forget_deleted(frames: Iterable[str]) -> None:
    """Drop from the cache what these `chat:changed` frames have deleted. Every process that hears them does so."""
    changed = [text for text in frames if text.startswith(CHANGED) and '"deletedAt":"' in text[-DELETED_AT:]]
    if changed:
        cache.forget({int(text[len(CHANGED) : text.index(",", len(CHANGED))]) for text in changed})
