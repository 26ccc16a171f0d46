"""Store a batch of changes in one transaction, and announce them to each room.

Everything that the drafts need is read, and everything that they change is written, in a fixed number of queries for
the whole batch. A draft that is refused does not affect the others.
"""

from collections import Counter
from collections.abc import Sequence
from typing import cast

from django.db import transaction

from chat.actions.changes import mentions, reading, writing
from chat.actions.changes.allowance import Allowance
from chat.actions.changes.change import Change
from chat.actions.changes.delete import Delete
from chat.actions.changes.draft import Draft, Outcome
from chat.actions.changes.edit import Edit
from chat.actions.changes.pin import Pin
from chat.actions.changes.send import Send
from chat.actions.changes.sql import lock_rooms, memberships_with_users, rooms_of_messages, stored_messages
from chat.actions.changes.work import Work
from chat.actions.files.attachments import BatchAttachments
from chat.errors import ChatError
from chat.models import Message
from chat.protocol.messages.events import SendAck


class Batch:
    """One attempt to store some drafts."""

    def __init__(self, drafts: Sequence[Draft], allowance: Allowance) -> None:
        self.drafts = drafts
        self.sends = [draft for draft in drafts if isinstance(draft, Send)]
        self.changes = [draft for draft in drafts if isinstance(draft, Change)]
        self.edits = [draft for draft in self.changes if isinstance(draft, Edit)]
        self.work = Work(
            allowance,
            mentions.Texts(draft.text for draft in drafts if draft.text is not None),
            self._find_rooms(),
        )

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
            if self.work.timelines:
                writing.write(self.work)
        return _outcomes(self.drafts, results)

    def _find_rooms(self) -> dict[tuple[int, int], int]:
        """Return the rooms of the messages to change: those that the users may see, so that no other is locked."""
        pairs = {(draft.author_id, draft.message_id) for draft in self.changes}
        room_ids = rooms_of_messages(pairs) if pairs else {}
        if staff := {draft.message_id for draft in self.changes if isinstance(draft, Delete) and draft.as_staff}:
            # Key 0 is no user's.
            rows = Message.objects.filter(pk__in=staff).values_list("pk", "room_id")
            room_ids |= {(0, message_id): room_id for message_id, room_id in rows}
        return room_ids

    def _read(self) -> None:
        """Lock the rooms, and read what the drafts need."""
        work = self.work
        room_ids = {draft.room_id for draft in self.sends} | set(work.room_ids.values())
        work.rooms = lock_rooms(room_ids) if room_ids else {}
        self._find_duplicates()
        named = {id for draft in self.sends for id in (draft.reply_to_id, draft.thread_id) if id}
        work.messages = reading.read_messages(named | {message_id for _, message_id in work.room_ids}, work.rows)
        work.memberships = memberships_with_users(self._users(), room_ids) if room_ids else {}
        work.members = mentions.members_by_room(self._texts_by_room())
        erased_or_edited = {draft.message_id for draft in self.changes if isinstance(draft, Edit | Delete)}
        reading.read_mentions(erased_or_edited & work.messages.keys(), work.rows)
        pinned = {draft.message_id for draft in self.changes if isinstance(draft, Pin) and draft.on}
        work.pins = Counter(reading.count_pins({work.messages[id].room_id for id in pinned & work.messages.keys()}))
        work.attachments = BatchAttachments({id for draft in self.sends for id in draft.attachment_ids})

    def _find_duplicates(self) -> None:
        """Look up the messages that are stored already.

        The rooms are locked by now. When two processes send the same message, the second one finds it here.
        """
        keys = {draft.key for draft in self.sends}
        for pk, seq, rev, author_id, client_id in stored_messages(keys) if keys else ():
            self.work.stored[author_id, client_id] = SendAck(
                message_id=pk, seq=seq, rev=rev, client_id=client_id, duplicate=True
            )

    def _users(self) -> set[int]:
        """Return the users of the drafts, and the authors whose rights decide whether an edit mentions everyone."""
        messages, texts = self.work.messages, self.work.texts
        naming = (draft for draft in self.edits if texts.names_group(draft.content))
        authors = {messages[draft.message_id].author_id for draft in naming if draft.message_id in messages}
        return authors | {draft.author_id for draft in self.drafts}

    def _texts_by_room(self) -> list[tuple[int, mentions.Text]]:
        """Return the texts that may be stored, each with the id of its room."""
        work, texts = self.work, []
        for draft in self.sends:
            membership = work.memberships.get((draft.room_id, draft.author_id))
            if membership is not None:
                membership.room = work.rooms[draft.room_id]
                texts.append((draft.room_id, draft.resolved_text(membership, work)))
        edits = [(draft, work.messages[draft.message_id]) for draft in self.edits if draft.message_id in work.messages]
        return texts + [(message.room_id, draft.resolved_text(message, work)) for draft, message in edits]

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
