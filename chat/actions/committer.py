"""Sending, many at a time: the messages that wait share one transaction.

Permissions, idempotency and numbering of a whole batch take a handful of queries; then each room is told once, then
the senders. Under load the batches
grow by themselves; alone, a message does not wait. A draft that is refused is refused alone.
"""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from chat import conf
from chat.access import membership_for
from chat.actions import mentions
from chat.actions.frames import in_room, new_message
from chat.actions.numbering import lock_all, require_open
from chat.delivery.announce import announce
from chat.delivery.limits import RateLimit
from chat.errors import ChatError, NotFound, Unavailable
from chat.models import Membership, Mention, Message, Room
from chat.protocol.events import Sent
from chat.threads import drop_broken_connection, post

Outcome = Sent | ChatError
limit = RateLimit(conf.MESSAGE_RATE, conf.MESSAGE_BURST)


@dataclass(frozen=True)
class Draft:
    """A message to be sent. Its content has been checked; `client_id` makes it one message however often it arrives."""

    author_id: int
    room_id: int
    content: str
    client_id: UUID
    reply_to_id: int | None = None

    @property
    def key(self) -> tuple[int, UUID]:
        return self.author_id, self.client_id


def commit(drafts: Sequence[Draft]) -> list[Outcome]:
    """Store what may be stored and announce it. One outcome for each draft, in order; never raises."""
    try:
        return _Batch(drafts).commit()
    except (OperationalError, InterfaceError):
        drop_broken_connection()
    except IntegrityError:
        # Another process stored one of these at the same moment, in another room. Alone, each finds its own answer.
        pass
    return [_commit_alone(draft) for draft in drafts]


def _commit_alone(draft: Draft) -> Outcome:
    try:
        return _Batch([draft]).commit()[0]
    except (OperationalError, InterfaceError, IntegrityError):
        drop_broken_connection()
        return Unavailable()


class _Batch:
    """One transaction."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        self.known = mentions.people(name for draft in drafts for name in mentions.names_in(draft.content))
        self.sent: dict[tuple[int, UUID], Outcome] = {}
        self.messages: list[Message] = []
        self.mentions: list[Mention] = []

    def commit(self) -> list[Outcome]:
        with transaction.atomic():
            self.rooms = lock_all(draft.room_id for draft in self.drafts)
            self._find_duplicates()
            self.memberships = self._memberships()
            self.replied = self._replied()
            outcomes = [self._outcome(draft) for draft in self.drafts]
            self._write()
        return [self._settled(outcome) for outcome in outcomes]

    def _find_duplicates(self) -> None:
        """What is stored already. Looked up under the lock: two processes with one message meet here."""
        authors, ids = zip(*(draft.key for draft in self.drafts), strict=True)
        rows = Message.objects.filter(author_id__in=set(authors), client_id__in=set(ids))
        for pk, seq, rev, author_id, client_id in rows.values_list("pk", "seq", "rev", "author_id", "client_id"):
            if client_id is not None:
                self.sent[author_id, client_id] = Sent(
                    message_id=pk, seq=seq, rev=rev, client_id=client_id, duplicate=True
                )

    def _memberships(self) -> dict[tuple[int, int], Membership]:
        authors = {draft.author_id for draft in self.drafts}
        rows = Membership.objects.filter(room_id__in=self.rooms, user_id__in=authors).select_related("user")
        return {(row.room_id, row.user_id): row for row in rows}

    def _replied(self) -> dict[int, Message]:
        ids = {draft.reply_to_id for draft in self.drafts if draft.reply_to_id}
        return Message.objects.select_related("author").in_bulk(ids) if ids else {}

    def _outcome(self, draft: Draft) -> Outcome | Message:
        if draft.key in self.sent:
            return self.sent[draft.key]
        try:
            message = self._number(draft, *self._check(draft))
        except ChatError as error:
            return error
        self.messages.append(message)
        return message

    def _check(self, draft: Draft) -> tuple[Membership, Room]:
        membership = self.memberships.get((draft.room_id, draft.author_id)) or membership_for(
            draft.author_id, draft.room_id
        )
        room = membership.room = self.rooms[draft.room_id]
        require_open(room)
        if draft.reply_to_id and getattr(self.replied.get(draft.reply_to_id), "room_id", None) != room.pk:
            raise NotFound("The message to reply to is not in this room.")
        if not room.is_unlimited:
            limit.take(draft.author_id)
        return membership, room

    def _number(self, draft: Draft, membership: Membership, room: Room) -> Message:
        text = mentions.resolve(draft.content, self.known, may_call_all=mentions.may_call_all(membership))
        room.last_seq += 1
        room.last_rev += 1
        room.last_message_at = timezone.now()
        membership.read_seq = room.last_seq
        message = Message(
            room=room,
            seq=room.last_seq,
            rev=room.last_rev,
            author=membership.user,
            client_id=draft.client_id,
            content=draft.content,
            html=text.html,
            reply_to=self.replied.get(draft.reply_to_id or 0),
            created_at=room.last_message_at,
        )
        self.mentions += mentions.note(message, mentions.members_called(message, text))
        self.sent[draft.key] = Sent(
            message_id=0, seq=message.seq, rev=message.rev, client_id=draft.client_id, duplicate=True
        )
        return message

    def _write(self) -> None:
        if not self.messages:
            return
        Message.objects.bulk_create(self.messages)
        Mention.objects.bulk_create(self.mentions)
        rooms = {message.room_id: message.room for message in self.messages}
        Room.objects.bulk_update(rooms.values(), ["last_seq", "last_rev", "last_message_at"])
        writers = {(message.room_id, message.author_id) for message in self.messages}
        Membership.objects.bulk_update([self.memberships[writer] for writer in sorted(writers)], ["read_seq"])
        for room in rooms.values():
            announce(in_room(room, *(new_message(message) for message in self.messages if message.room_id == room.pk)))

    def _settled(self, outcome: Outcome | Message) -> Outcome:
        """The numbers, now that the rows have their ids."""
        if isinstance(outcome, Message):
            return Sent(
                message_id=outcome.pk, seq=outcome.seq, rev=outcome.rev, client_id=outcome.client_id, duplicate=False
            )
        if isinstance(outcome, Sent) and not outcome.message_id:
            first = next(
                message
                for message in self.messages
                if message.seq == outcome.seq and message.client_id == outcome.client_id
            )
            return outcome.model_copy(update={"message_id": first.pk})
        return outcome


class Committer:
    """Collects the drafts of a process for the writer thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[Draft, asyncio.Future[Outcome]]] = []
        self._flushing = False

    def submit(self, draft: Draft) -> "asyncio.Future[Outcome]":
        """A future of the draft's outcome, done after the commit and after the room was told here."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.append((draft, future))
            start, self._flushing = not self._flushing, True
        if start:
            post(self._flush)
        return future

    def _flush(self) -> None:
        with self._lock:
            taken, self._waiting = self._waiting[: conf.COMMIT_BATCH], self._waiting[conf.COMMIT_BATCH :]
            self._flushing = bool(self._waiting)
        try:
            outcomes = commit([draft for draft, _ in taken])
        except BaseException:
            _answer([(future, Unavailable()) for _, future in taken])
            raise
        finally:
            if self._flushing:
                post(self._flush)
        _answer([(future, outcome) for (_, future), outcome in zip(taken, outcomes, strict=True)])


def _answer(answers: list[tuple["asyncio.Future[Outcome]", Outcome]]) -> None:
    """Hand the outcomes to their event loops: one wake-up for a batch, after that of its announcements."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Outcome], Outcome]]] = {}
    for future, outcome in answers:
        by_loop.setdefault(future.get_loop(), []).append((future, outcome))
    for loop, own in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, own)


def _resolve(answers: list[tuple["asyncio.Future[Outcome]", Outcome]]) -> None:
    for future, outcome in answers:
        if not future.done():
            future.set_result(outcome)


committer = Committer()
"""This process's committer."""
