"""Rows that belong to messages: read for a batch, changed in memory, and written at its end."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from django.db.models import Model

from chat.actions.changes.sql import delete_rows, insert_rows
from chat.models import Mention, Message, MessageEdit, Poll, PollVote, Reaction

M = TypeVar("M", bound=Model)


class Rows(Generic[M]):
    """Rows of one model, by message id and in the order of their ids."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._by_message: dict[int, list[M]] = {}
        self._deleted: list[int] = []

    def load(self, rows: Iterable[tuple[int, M]]) -> None:
        """Add stored rows, each with the id of its message."""
        for message_id, row in rows:
            self.of(message_id).append(row)

    def of(self, message_id: int) -> list[M]:
        """Return the rows of a message as they are now. The list follows later changes."""
        return self._by_message.setdefault(message_id, [])

    def share(self, message_id: int, rows: list[M]) -> None:
        """Take the stored rows of a message. The list itself follows later changes."""
        self._by_message[message_id] = rows

    def add(self, message_id: int, row: M) -> None:
        self.of(message_id).append(row)

    def remove_if(self, message_id: int, condition: Callable[[M], bool]) -> bool:
        """Remove the rows of a message that meet the condition. Return whether there were any."""
        rows = self.of(message_id)
        removed = [row for row in rows if condition(row)]
        self._deleted += [row.pk for row in removed if row.pk is not None]
        rows[:] = [row for row in rows if not condition(row)]
        return bool(removed)

    def clear(self, message_id: int) -> None:
        """Remove all rows of a message."""
        self.remove_if(message_id, lambda row: True)

    def write(self) -> None:
        """Delete and insert what has changed, in one statement each."""
        if self._deleted:
            delete_rows(self._model, self._deleted)
        if added := [row for rows in self._by_message.values() for row in rows if row.pk is None]:
            insert_rows(added)


class RowsOfMessages:
    """The rows of all kinds that belong to the messages of a batch."""

    def __init__(self) -> None:
        self.reactions = Rows(Reaction)
        self.votes = Rows(PollVote)
        self.mentions = Rows(Mention)
        # Stored versions are not read. Those of a message are deleted by the message's id.
        self.edits = Rows(MessageEdit)

    def share(self, message: Message) -> None:
        """Take the reactions and votes of a message of `messages_with_details`, which then shows what is here."""
        self.reactions.share(message.pk, message._prefetched_objects_cache["reactions"])  # type: ignore[attr-defined]
        if (poll := poll_of(message)) is not None:
            self.votes.share(message.pk, poll._prefetched_objects_cache["votes"])  # type: ignore[attr-defined]

    def clear(self, message: Message) -> None:
        """Remove all rows of a message that is deleted."""
        for rows in (self.reactions, self.votes, self.mentions, self.edits):
            rows.clear(message.pk)

    def write(self) -> None:
        """Write what has changed, in two statements for each kind at most."""
        for rows in (self.reactions, self.votes, self.mentions, self.edits):
            rows.write()


def poll_of(message: Message) -> Poll | None:
    """Return the poll of a message that is loaded with its details. Makes no query."""
    poll: Poll | None = message._state.fields_cache.get("poll")  # type: ignore[assignment]
    return poll
