"""The rows that the drafts of one batch work on, and what they leave to be written and announced."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from chat.actions.changes.allowance import Allowance
from chat.actions.changes.mentions import Texts
from chat.actions.changes.rows import RowsOfMessages
from chat.actions.files.attachments import BatchAttachments
from chat.actions.frames import changed_message
from chat.delivery.announcements import Frame
from chat.errors import NotAMember, NotFound
from chat.models import Kind, Membership, Message, Poll, Room
from chat.protocol.messages.events import SendAck
from chat.text.moderation.word_filter import Rule

if TYPE_CHECKING:
    from chat.actions.changes.verbs.send import Ballot


@dataclass
class Work:
    """The state that the drafts of one batch share while they are applied.

    Attributes:
        allowance: Pays for the new messages.
        texts: The rendered texts of the drafts.
        room_ids: Where the messages to change are, by (user id, message id); only those that the user may see.
        is_retry: The attempt before this one failed, perhaps after it was stored: what a draft wants may be done.
        rooms: The locked rooms, by id.
        memberships: Those of the drafts' users, by (room id, user id).
        messages: The messages to change, the quoted ones and the roots of threads, with their details, by id.
        members: The members whom the texts may mention, by room id.
        pins: How many pinned messages a room has, by room id. Only of rooms where something may be pinned.
        attachments: The files that the drafts want to send.
        stored: The acks of messages that are stored already, by (author id, client id).
        new: The new messages, by (author id, client id).
        begun_threads: The ids of the roots of threads that new messages reply in.
        ballots: The new messages that are polls.
        mentioned: The members whom each new message mentions.
        timelines: By room id, the new messages and the frames of changes, in the order of their revs.
        changed: The messages that changed, by id.
        rewritten: The ids of those among them of which other columns than the rev changed.
        edited: The messages with a new text, by id.
        erased: The deleted messages, by id.
        erased_by_others: The id of the user who deleted somebody else's message, by the id of the message.
        files_to_discard: The ids of those deleted messages that had files.
        hidden: The id of the moderation action, by the id of each message that it hides.
        shown: The messages that are hidden no longer, by id.
        flagged: The new and edited messages that the word filter reports, with its rules.
        closed: The polls that were closed or opened again, by id.
        recounted: The ids of the memberships whose unread mentions may have changed.
        recounted_before: By room id, a seq: those of all members who have not read as far may have changed, too.
        newly_mentioned: The members whom a thread's reply mentions since an edit, by message id and membership id.
        rows: The reactions, votes, mentions and former texts of the messages to change.
    """

    allowance: Allowance
    texts: Texts
    room_ids: Mapping[tuple[int, int], int]
    is_retry: bool = False
    rooms: dict[int, Room] = field(default_factory=dict)
    memberships: dict[tuple[int, int], Membership] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    members: dict[int, list[Membership]] = field(default_factory=dict)
    pins: Counter[int] = field(default_factory=Counter)
    attachments: BatchAttachments = field(default_factory=lambda: BatchAttachments(()))
    stored: dict[tuple[int, UUID], SendAck] = field(default_factory=dict)
    new: dict[tuple[int, UUID], Message] = field(default_factory=dict)
    begun_threads: set[int] = field(default_factory=set)
    ballots: "list[tuple[Message, Ballot]]" = field(default_factory=list)
    mentioned: list[tuple[Message, list[Membership]]] = field(default_factory=list)
    timelines: dict[int, list[Message | Frame]] = field(default_factory=dict)
    changed: dict[int, Message] = field(default_factory=dict)
    rewritten: set[int] = field(default_factory=set)
    edited: dict[int, Message] = field(default_factory=dict)
    erased: dict[int, Message] = field(default_factory=dict)
    erased_by_others: dict[int, int] = field(default_factory=dict)
    files_to_discard: set[int] = field(default_factory=set)
    hidden: dict[int, int] = field(default_factory=dict)
    shown: dict[int, Message] = field(default_factory=dict)
    flagged: list[tuple[Message, Sequence[Rule]]] = field(default_factory=list)
    closed: dict[int, Poll] = field(default_factory=dict)
    recounted: set[int] = field(default_factory=set)
    recounted_before: dict[int, int] = field(default_factory=dict)
    newly_mentioned: dict[int, dict[int, Membership]] = field(default_factory=dict)
    rows: RowsOfMessages = field(default_factory=RowsOfMessages)

    @property
    def only_adds_messages(self) -> bool:
        """Whether there is nothing to write but new messages, their entries in the index, and the numbers."""
        has_changes = self.changed or self.ballots or self.flagged or self.attachments.attached
        return not has_changes and not any(members or message.thread_id for message, members in self.mentioned)

    def membership(self, user_id: int, room_id: int) -> Membership:
        """Return a user's membership in a locked room.

        Raises:
            NotFound: There is no such room, or the user may not see it.
            NotAMember: The room is public and the user has not joined it.
        """
        room = self.rooms.get(room_id)
        membership = self.memberships.get((room_id, user_id))
        if room is None or membership is None:
            is_public = room is not None and room.kind == Kind.PUBLIC
            raise NotAMember() if is_public else NotFound(_("There is no such room here."))
        membership.room = room
        return membership

    def rewrite(self, message: Message) -> None:
        """Write all columns of a message that shows the same as before. It keeps its rev."""
        self.changed[message.pk] = message
        self.rewritten.add(message.pk)

    def recount_everyone(self, message: Message) -> None:
        """Count the unread mentions of those who have not read a message that begins or ceases to mention everyone."""
        if message.in_room:
            before = self.recounted_before.get(message.room_id, 0)
            self.recounted_before[message.room_id] = max(before, message.seq)

    def record(self, message: Message, *, only_rev: bool) -> None:
        """Give a changed message the next rev of its room, and keep the frame of its state.

        Args:
            message: The message, changed in memory.
            only_rev: Whether no other column of the message has changed.
        """
        room = self.rooms[message.room_id]
        room.last_rev += 1
        message.rev = room.last_rev
        self.changed[message.pk] = message
        if not only_rev:
            self.rewritten.add(message.pk)
        self.timelines.setdefault(room.pk, []).append(changed_message(message))
