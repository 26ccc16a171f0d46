"""How many messages the rate limit allows the authors of a batch.

The authors are charged in one call before the transaction, which locks rooms and must not wait for Redis.
"""

from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from django.conf import settings

from chat import conf
from chat.errors import RateLimited
from chat.models import Room
from chat.rate_limits.shared import rate_limit

if TYPE_CHECKING:
    from chat.actions.changes.verbs.send import Send

limit = rate_limit(conf.MESSAGE_RATE, conf.MESSAGE_BURST, name="messages", url=settings.REDIS_URL)

_unlimited_rooms: set[int] = set()
"""Ids of the load-test rooms that this process has stored messages in. A room keeps this flag for good."""


class Allowance:
    """The charges for some messages: taken at the beginning, spent by those that are new, and given back otherwise.

    Drafts that are refused for another reason, or stored already, cost their author nothing. One allowance serves
    every attempt at a batch, so that a retry is not charged again.
    """

    def __init__(self, drafts: "Sequence[Send]") -> None:
        self._uncharged_rooms = {draft.room_id for draft in drafts} & _unlimited_rooms
        counts = Counter(draft.author_id for draft in drafts if draft.room_id not in self._uncharged_rooms)
        self._grants = limit.charge_many(counts) if counts else {}
        self._left = {author_id: grant.passed for author_id, grant in self._grants.items()}
        self._paid: set[Send] = set()

    def __enter__(self) -> "Allowance":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Give back what was not spent."""
        unspent = {author_id: count for author_id, count in self._left.items() if count}
        self._left.clear()
        if unspent:
            limit.refund_many(unspent)

    def spend(self, draft: "Send", room: Room) -> None:
        """Pay for a draft, once.

        Raises:
            RateLimited: The author has to wait.
        """
        if room.is_unlimited:
            _unlimited_rooms.add(room.pk)
        elif draft not in self._paid:
            self._pay(draft)
            self._paid.add(draft)

    def _pay(self, draft: "Send") -> None:
        if draft.room_id in self._uncharged_rooms:
            # The id belongs to another room now: the database was restored, or emptied by a test.
            _unlimited_rooms.discard(draft.room_id)
            limit.charge(draft.author_id)
        elif not self._left[draft.author_id]:
            raise RateLimited(retry_after_ms=self._grants[draft.author_id].retry_after_ms)
        else:
            self._left[draft.author_id] -= 1
