"""How many messages and changes the rate limits allow the authors of a batch.

The authors are charged in one call before the transaction, which locks rooms and must not wait for Redis.
"""

from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from chat.errors import RateLimited
from chat.models import Room
from chat.rate_limits.kinds import is_free, limits
from chat.rate_limits.local import Grant
from chat.rate_limits.shared import charge_together

if TYPE_CHECKING:
    from chat.actions.changes.draft import Draft

limit = limits["messages"]
"""The limit of messages, which drafts with a text are charged to."""

_unlimited_rooms: set[int] = set()
"""Ids of the load-test rooms that this process has stored messages in. A room keeps this flag for good."""


def is_for_unlimited_room(draft: "Draft") -> bool:
    """Whether the draft is a message for a room that is known as one for load tests."""
    return getattr(draft, "room_id", None) in _unlimited_rooms


class Allowance:
    """The charges for some drafts: taken at the beginning, spent by those that are applied, and given back otherwise.

    Messages that are refused for another reason, or stored already, cost their author nothing. One allowance serves
    every attempt at a batch, so that a retry is not charged again.
    """

    def __init__(self, drafts: "Sequence[Draft]") -> None:
        self._uncharged_rooms = _unlimited_rooms & {getattr(draft, "room_id", 0) for draft in drafts}
        self._is_free = is_free()
        counts: dict[str, Counter[int]] = {}
        for draft in () if self._is_free else drafts:
            if draft.kind and getattr(draft, "room_id", 0) not in self._uncharged_rooms:
                counts.setdefault(draft.kind, Counter())[draft.author_id] += 1
        self._grants: dict[tuple[str, int], Grant] = {}
        if counts:
            answers = charge_together([(limits[kind], by_author) for kind, by_author in counts.items()])
            for kind, grants in zip(counts, answers, strict=True):
                self._grants |= {(kind, author_id): grant for author_id, grant in grants.items()}
        self._left = {key: grant.passed for key, grant in self._grants.items()}
        self._paid: set[int] = set()

    def __enter__(self) -> "Allowance":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Give back what was not spent."""
        unspent: dict[str, dict[int, int]] = {}
        for (name, author_id), count in self._left.items():
            if count:
                unspent.setdefault(name, {})[author_id] = -count
        self._left.clear()
        if unspent:
            charge_together([(limits[name], counts) for name, counts in unspent.items()])

    def spend(self, draft: "Draft", room: Room) -> None:
        """Pay for a draft, once.

        Raises:
            RateLimited: The author has to wait.
        """
        if room.is_unlimited:
            _unlimited_rooms.add(room.pk)
        elif draft.kind and not self._is_free and id(draft) not in self._paid:
            self._pay(draft, draft.kind)
            self._paid.add(id(draft))

    def _pay(self, draft: "Draft", kind: str) -> None:
        key = kind, draft.author_id
        if getattr(draft, "room_id", 0) in self._uncharged_rooms:
            # The id belongs to another room now: the database was restored, or emptied by a test.
            _unlimited_rooms.discard(draft.room_id)  # type: ignore[attr-defined]
            limits[kind].charge(draft.author_id)
        elif not self._left[key]:
            raise RateLimited(retry_after_ms=self._grants[key].retry_after_ms)
        else:
            self._left[key] -= 1
