"""Store a batch of changes in one transaction, and announce them to each room.

Everything that the drafts need is read, and everything that they change is written, in a fixed number of queries for
the whole batch. A draft that is refused does not affect the others.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from django.db import transaction

from chat.actions.changes import mentions, reading, writing
from chat.actions.changes.allowance import Allowance
from chat.actions.changes.change import SITE, Change
from chat.actions.changes.draft import Draft, Outcome
from chat.actions.changes.reading import lock_rooms, memberships_with_users, rooms_of_messages, stored_messages
from chat.actions.changes.verbs.send import Send
from chat.actions.changes.work import Work
from chat.actions.files.attachments import BatchAttachments
from chat.errors import ChatError
from chat.models import Message
from chat.models.sql import Query, run_together
from chat.protocol.messages.events import SendAck


class Batch:
    """One attempt to store some drafts. `is_retry`: it follows an attempt that failed, perhaps after it was stored."""

    def __init__(self, drafts: Sequence[Draft], allowance: Allowance, *, is_retry: bool = False) -> None:
        self.drafts = drafts
        self.sends = [draft for draft in drafts if isinstance(draft, Send)]
        self.changes = [draft for draft in drafts if isinstance(draft, Change)]
        self.texts = [(draft, text) for draft in drafts if (text := draft.text) is not None]
        self.work = Work(allowance, mentions.Texts(drafts), self._find_rooms(), is_retry)

    def commit(self) -> list[Outcome]:
        """Store what may be stored, and announce it after the commit.

        Returns:
            The outcome of each draft, in the order of the drafts.

        Raises:
            django.db.Error: The database failed, and nothing is stored.
        """
        with transaction.atomic():
            self._read()
            results = [self._apply(draft) for draft in self.drafts]
            if self.work.timelines or self.work.changed:
                writing.write(self.work)
        return _outcomes(self.drafts, results)

    def _find_rooms(self) -> dict[tuple[int, int], int]:
        """Return the rooms of the messages to change: those that the users may see, so that no other is locked."""
        pairs = {(draft.finder_id, draft.message_id) for draft in self.changes}
        unchecked = {message_id for finder_id, message_id in pairs if finder_id == SITE}
        pairs -= {(SITE, message_id) for message_id in unchecked}
        room_ids = rooms_of_messages(pairs) if pairs else {}
        if unchecked:
            rows = Message.objects.filter(pk__in=unchecked).values_list("pk", "room_id")
            room_ids |= {(SITE, message_id): room_id for message_id, room_id in rows}
        return room_ids

    def _read(self) -> None:
        """Lock the rooms, and read what the drafts need."""
        work = self.work
        room_ids = {draft.room_id for draft in self.sends} | set(work.room_ids.values())
        if room_ids:
            self._read_rooms(room_ids)
        named = {id for draft in self.sends for id in (draft.reply_to_id, draft.thread_id) if id}
        work.messages = reading.read_messages(named | {message_id for _, message_id in work.room_ids}, work.rows)
        texts = [text for draft, _ in self.texts if (text := draft.text_in_room(work)) is not None]
        work.members = mentions.members_by_room(texts)
        mentioning = {draft.message_id for draft in self.changes if draft.needs_mentions}
        reading.read_mentions(mentioning & work.messages.keys(), work.rows)
        pinned = {draft.message_id for draft in self.changes if draft.needs_pins}
        work.pins = Counter(reading.count_pins({work.messages[id].room_id for id in pinned & work.messages.keys()}))
        work.attachments = BatchAttachments({id for draft in self.sends for id in draft.attachment_ids})

    def _read_rooms(self, room_ids: set[int]) -> None:
        """Lock the rooms, and read the memberships of the users and the messages that are stored already.

        The rooms are locked by the first query. So when two processes send the same message, the second one finds it.
        """
        work, keys = self.work, {draft.key for draft in self.sends}
        queries: list[Query[Any]] = [
            lock_rooms(room_ids),
            memberships_with_users({draft.author_id for draft in self.drafts}, room_ids),
        ]
        work.rooms, work.memberships, *stored = run_together(*queries, *([stored_messages(keys)] if keys else []))
        for pk, seq, rev, author_id, client_id in stored[0] if stored else ():
            work.stored[author_id, client_id] = SendAck(
                message_id=pk, seq=seq, rev=rev, client_id=client_id, duplicate=True
            )

    def _apply(self, draft: Draft) -> Outcome | Message:
        try:
            return draft.apply(self.work)
        except ChatError as error:
            return error


def _outcomes(drafts: Sequence[Draft], results: list[Outcome | Message]) -> list[Outcome]:
    """Turn new messages into their numbers, now that they have ids. Later drafts of the same message are duplicates."""
    outcomes: list[Outcome] = []
    answered: set[int] = set()
    for draft, result in zip(drafts, results, strict=True):
        if isinstance(result, Message):
            numbers = {"message_id": result.pk, "seq": result.seq, "rev": result.rev}
            is_duplicate = result.pk in answered
            outcomes.append(SendAck(**numbers, client_id=cast(Send, draft).client_id, duplicate=is_duplicate))
            answered.add(result.pk)
        else:
            outcomes.append(result)
    return outcomes
