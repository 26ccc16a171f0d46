"""One transaction of many messages.

Permissions, idempotency and numbering of a whole batch take a handful of queries; then each room is told once. A draft
that is refused is refused alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions import search
from chat.actions.files.attachments import Attaching
from chat.actions.frames import in_room, new_message
from chat.actions.link_previews import worker
from chat.actions.sending import mentions, replies
from chat.actions.sending.insertion import insert, store
from chat.actions.sending.numbering import require_open
from chat.actions.sending.rows import lock_rooms, memberships_of, sent_before
from chat.delivery.announce import announce
from chat.delivery.shared_limits import rate_limit
from chat.errors import ChatError, NotAMember, NotFound
from chat.models import Kind, Membership, Mention, Message, Poll, Room
from chat.models.sql.columns import MESSAGE
from chat.protocol.messages.events import Sent

Outcome = Sent | ChatError
limit = rate_limit(conf.MESSAGE_RATE, conf.MESSAGE_BURST, name="messages", url=settings.REDIS_URL)


@dataclass(frozen=True)
class Ballot:
    """The poll of a message; checked."""

    question: str
    options: tuple[str, ...]
    multiple: bool


@dataclass(frozen=True)
class Draft:
    """A message to be sent. Its content has been checked; `client_id` makes it one message however often it arrives."""

    author_id: int
    room_id: int
    content: str
    client_id: UUID
    reply_to_id: int | None = None
    poll: Ballot | None = None
    thread_id: int | None = None
    in_room: bool = True
    attachment_ids: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[int, UUID]:
        return self.author_id, self.client_id


class Batch:
    """`charged` remembers who has paid for what with the rate limit: trying again costs nothing."""

    def __init__(self, drafts: Sequence[Draft], charged: set[Draft]) -> None:
        self.drafts = drafts
        self.charged = charged
        self.known = mentions.people(name for draft in drafts for name in mentions.names_in(draft.content))
        self.known_rooms = mentions.rooms(slug for draft in drafts for slug in mentions.rooms_in(draft.content))
        self.stored: dict[tuple[int, UUID], Sent] = {}
        self.new: dict[tuple[int, UUID], Message] = {}
        self.texts: list[mentions.Text] = []

    def commit(self) -> list[Outcome]:
        """One outcome for each draft, in order. Raises what the database raises; then nothing is stored."""
        with transaction.atomic():
            room_ids = {draft.room_id for draft in self.drafts}
            self.rooms = lock_rooms(room_ids)
            self._find_duplicates()
            self.memberships = memberships_of({draft.author_id for draft in self.drafts}, room_ids)
            self.replied = self._replied()
            self.roots = replies.roots({draft.thread_id for draft in self.drafts if draft.thread_id})
            self.attaching = Attaching({each for draft in self.drafts for each in draft.attachment_ids})
            found = [self._find(draft) for draft in self.drafts]
            if self.new:
                self._write(list(self.new.values()))
        return _outcomes(self.drafts, found)

    def _find_duplicates(self) -> None:
        """What is stored already. Looked up under the lock: two processes with one message meet here."""
        for pk, seq, rev, author_id, client_id in sent_before({draft.key for draft in self.drafts}):
            self.stored[author_id, client_id] = Sent(
                message_id=pk, seq=seq, rev=rev, client_id=client_id, duplicate=True
            )

    def _replied(self) -> dict[int, Message]:
        ids = {draft.reply_to_id for draft in self.drafts if draft.reply_to_id}
        return Message.objects.select_related("author").in_bulk(ids) if ids else {}

    def _find(self, draft: Draft) -> Outcome | Message:
        """The numbers of what is stored, the message to store, or the refusal."""
        known = self.stored.get(draft.key) or self.new.get(draft.key)
        if known is not None:
            return known
        try:
            message = self.new[draft.key] = self._number(draft, *self._check(draft))
        except ChatError as error:
            return error
        return message

    def _check(self, draft: Draft) -> tuple[Membership, Room]:
        room = self.rooms.get(draft.room_id)
        membership = self.memberships.get((draft.room_id, draft.author_id))
        if room is None or membership is None:
            public = room is not None and room.kind == Kind.PUBLIC
            raise NotAMember() if public else NotFound(_("There is no such room here."))
        membership.room = room
        require_open(room)
        if draft.reply_to_id and getattr(self.replied.get(draft.reply_to_id), "room_id", None) != room.pk:
            raise NotFound(_("The message to reply to is not in this room."))
        if draft.thread_id:
            replies.require_root(self.roots.get(draft.thread_id), room)
        self.attaching.require(draft.attachment_ids, draft.author_id)
        if not room.is_unlimited and draft not in self.charged:
            limit.take(draft.author_id)
            self.charged.add(draft)
        return membership, room

    def _number(self, draft: Draft, membership: Membership, room: Room) -> Message:
        text = mentions.resolve(
            draft.content,
            self.known,
            may_call_all=mentions.may_call_all(membership),
            known_rooms=self.known_rooms,
        )
        room.last_seq += 1
        room.last_rev += 1
        room.last_message_at = timezone.now()
        if draft.in_room:
            membership.read_seq = room.last_seq
        self.texts.append(text)
        message = MESSAGE.new(
            {"room": room, "author": membership.user, "reply_to": self.replied.get(draft.reply_to_id or 0)},
            room_id=room.pk,
            seq=room.last_seq,
            rev=room.last_rev,
            author_id=draft.author_id,
            client_id=draft.client_id,
            content=draft.content,
            html=text.html,
            reply_to_id=draft.reply_to_id,
            thread_id=draft.thread_id,
            in_room=draft.in_room,
            extra={},
            created_at=room.last_message_at,
        )
        self.attaching.take(message, draft.attachment_ids)
        return message

    def _write(self, messages: list[Message]) -> None:
        called = mentions.members_called(list(zip(messages, self.texts, strict=True)))
        rooms = {message.room_id: message.room for message in messages}
        writers = {(message.room_id, message.author_id) for message in messages if message.in_room}
        counted = list(rooms.values()), ("last_seq", "last_rev", "last_message_at")
        marked = [self.memberships[writer] for writer in sorted(writers)], ("read_seq",)
        insert(messages, counted, *([marked] if writers else []))
        search.index(messages)
        self._write_polls(messages)
        self.attaching.write()
        noted = [
            mention
            for message, members in zip(messages, called, strict=True)
            for mention in mentions.note(message, members)
        ]
        if noted:
            Mention.objects.bulk_create(noted)
        in_threads = [pair for pair in zip(messages, called, strict=True) if pair[0].thread_id]
        more = {}
        if in_threads:
            # After the writers' own marks, which it may move on; it counts revs of the rooms.
            more = replies.settle(in_threads, self.roots)
            store(*counted)
        for room in rooms.values():
            news = in_room(room, *(new_message(message) for message in messages if message.room_id == room.pk))
            announce(news, *more.get(room.pk, ()))
        worker.enqueue(messages)

    def _write_polls(self, messages: list[Message]) -> None:
        ballots = {draft.key: draft.poll for draft in self.drafts if draft.poll is not None}
        for message in messages if ballots else ():
            ballot = ballots.get((message.author_id, message.client_id)) if message.client_id else None
            if ballot is not None:
                facts = {"question": ballot.question, "options": list(ballot.options), "multiple": ballot.multiple}
                message.poll = Poll.objects.create(message=message, **facts)


def _outcomes(drafts: Sequence[Draft], found: list[Outcome | Message]) -> list[Outcome]:
    """The messages' numbers, now that the rows have their ids; the second time that one is found it is a duplicate."""
    outcomes: list[Outcome] = []
    told: set[int] = set()
    for draft, each in zip(drafts, found, strict=True):
        if isinstance(each, Message):
            duplicate = each.pk in told
            told.add(each.pk)
            sent = Sent(message_id=each.pk, seq=each.seq, rev=each.rev, client_id=draft.client_id, duplicate=duplicate)
            outcomes.append(sent)
        else:
            outcomes.append(each)
    return outcomes
