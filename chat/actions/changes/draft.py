"""A change of a room's messages on its way, before it is stored."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from chat.errors import ChatError
from chat.models import Message
from chat.protocol.messages.events import ChangeAck, SendAck
from chat.text.moderation.word_filter import Rule, Verdict

if TYPE_CHECKING:
    from chat.actions.changes.mentions import TextInRoom, Versions
    from chat.actions.changes.work import Work

Outcome = SendAck | ChangeAck | ChatError
"""The result of a draft: the numbers of the stored message, or the reason why it is refused."""


@dataclass(frozen=True)
class Draft(ABC):
    """Something that a user wants to do to the messages of a room. To add a verb, make a subclass in its own module.

    `text` and the methods below it say what `Batch` is to read for the verb; a `Change` of a stored message says more.

    Attributes:
        author_id: The user, or SITE.
    """

    author_id: int

    @property
    def kind(self) -> str | None:
        """The limit in `conf.RATES` that the author is charged to. None for what costs nothing."""
        return "changes"

    @property
    def text(self) -> str | None:
        """The Markdown to render before the transaction begins, if the verb has any."""
        return None

    @property
    def rendered(self) -> "Versions | None":
        """The rendered text, if this was done before the draft joined its batch."""
        found: Versions | None = self.__dict__.get("_rendered")
        return found

    def with_rendered(self, versions: "Versions") -> Self:
        """Return the same draft with its text rendered."""
        copied = copy(self)
        copied.__dict__["_rendered"] = versions
        return copied

    @property
    def flags(self) -> Sequence[Rule]:
        """The rules of the word filter whose finds moderators are to look at."""
        found: Sequence[Rule] = self.__dict__.get("_flags", ())
        return found

    @property
    def refusal(self) -> ChatError | None:
        """Why the word filter refuses the draft. A message that is stored already is answered with its numbers all
        the same, so `apply` raises this after it has looked."""
        found: ChatError | None = self.__dict__.get("_refusal")
        return found

    def with_refusal(self, error: ChatError) -> Self:
        """Return the same draft with its refusal."""
        copied = copy(self)
        copied.__dict__["_refusal"] = error
        return copied

    def checked_by(self, judge: Callable[[str], Verdict]) -> Self:
        """Return the same draft with the texts that the word filter lets through. Raises Filtered."""
        return self

    def with_texts(self, verdicts: Sequence[Verdict], **texts: Any) -> Self:
        """Return the same draft with other texts, if the filter has masked any, and with its flags."""
        flags = [rule for verdict in verdicts for rule in verdict.flagged_by]
        copied = replace(self, **texts)
        copied.__dict__["_flags"] = flags
        return copied

    def text_in_room(self, work: "Work") -> "TextInRoom | None":
        """Return the text whose mentions are to be looked up. None if the draft will be refused anyway."""
        return None

    @abstractmethod
    def apply(self, work: "Work") -> "Outcome | Message":
        """Check the draft against the rows of the batch, change them in memory, and note what is to be written.

        Drafts are applied in the order in which they were submitted. Each sees what those before it did. It makes no
        query: `Batch` has read what the drafts need.

        Returns:
            The ack, or a new message, which has no id yet.

        Raises:
            ChatError: The draft is refused. Nothing may be changed then.
        """
