"""Store a batch of messages in one transaction, and announce them to each room.

Permissions, duplicates and numbers of the whole batch take a fixed number of queries. A draft that is refused does not
affect the others.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.actions import search_index
from chat.actions.files.attachments import BatchAttachments
from chat.actions.frames import in_room, new_message
from chat.actions.link_previews import worker
from chat.actions.sending import mentions, replies
from chat.actions.sending.allowance import Allowance
from chat.actions.sending.draft import Draft, Outcome
from chat.actions.sending.numbering import require_open
from chat.actions.sending.sql import (
    insert_messages,
    lock_rooms,
    memberships_with_users,
    stored_messages,
    update_fields,
)
from chat.delivery.announce import announce
from chat.errors import ChatError, NotAMember, NotFound
from chat.models import Kind, Membership, Mention, Message, Poll, Room
from chat.models.sql import MESSAGE
from chat.protocol.messages.events import SendAck


class Batch:
    """One attempt to store some drafts."""

    def __init__(self, drafts: Sequence[Draft], allowance: Allowance) -> None:
        self.drafts = drafts
        self.allowance = allowance
        self.user_ids = mentions.user_ids_by_name(name for draft in drafts for name in mentions.names_in(draft.content))
        self.room_ids = mentions.room_ids_by_slug(slug for draft in drafts for slug in mentions.slugs_in(draft.content))
        self.stored: dict[tuple[int, UUID], SendAck] = {}
        self.new: dict[tuple[int, UUID], Message] = {}
        self.texts: list[mentions.Text] = []

    def commit(self) -> list[Outcome]:
        """Store what may be stored, and announce it after the commit.

        Returns:
            The outcome of each draft, in the order of the drafts.

        Raises:
            django.db.Error: The database failed, and nothing is stored.
        """
        with transaction.atomic():
            room_ids = {draft.room_id for draft in self.drafts}
            self.rooms = lock_rooms(room_ids)
            self._find_duplicates()
            self.memberships = memberships_with_users({draft.author_id for draft in self.drafts}, room_ids)
            self.quoted = self._quoted_messages()
            self.roots = replies.roots_by_id({draft.thread_id for draft in self.drafts if draft.thread_id})
            self.attachments = BatchAttachments({id for draft in self.drafts for id in draft.attachment_ids})
            results = [self._process(draft) for draft in self.drafts]
            if self.new:
                self._write(list(self.new.values()))
        return _outcomes(self.drafts, results)

    def _find_duplicates(self) -> None:
        """Look up the drafts that are stored already.

        The rooms are locked by now. When two processes send the same message, the second one finds it here.
        """
        for pk, seq, rev, author_id, client_id in stored_messages({draft.key for draft in self.drafts}):
            self.stored[author_id, client_id] = SendAck(
                message_id=pk, seq=seq, rev=rev, client_id=client_id, duplicate=True
            )

    def _quoted_messages(self) -> dict[int, Message]:
        ids = {draft.reply_to_id for draft in self.drafts if draft.reply_to_id}
        return Message.objects.select_related("author").in_bulk(ids) if ids else {}

    def _process(self, draft: Draft) -> Outcome | Message:
        """Return the numbers of a stored message, a new message to store, or the refusal."""
        existing = self.stored.get(draft.key) or self.new.get(draft.key)
        if existing is not None:
            return existing
        try:
            message = self.new[draft.key] = self._new_message(draft, *self._check(draft))
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
        if draft.reply_to_id and getattr(self.quoted.get(draft.reply_to_id), "room_id", None) != room.pk:
            raise NotFound(_("The message to reply to is not in this room."))
        if draft.thread_id:
            replies.require_root(self.roots.get(draft.thread_id), room)
        self.attachments.require(draft.attachment_ids, draft.author_id)
        # Last, because a draft that is refused costs nothing.
        self.allowance.spend(draft, room)
        return membership, room

    def _new_message(self, draft: Draft, membership: Membership, room: Room) -> Message:
        text = mentions.resolve(
            draft.content,
            self.user_ids,
            may_mention_everyone=mentions.may_mention_everyone(membership),
            room_ids=self.room_ids,
        )
        room.last_seq += 1
        room.last_rev += 1
        room.last_message_at = timezone.now()
        if draft.in_room:
            membership.read_seq = room.last_seq
        self.texts.append(text)
        message = MESSAGE.new(
            {"room": room, "author": membership.user, "reply_to": self.quoted.get(draft.reply_to_id or 0)},
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
        self.attachments.attach(message, draft.attachment_ids)
        return message

    def _write(self, messages: list[Message]) -> None:
        members = mentions.mentioned_members(list(zip(messages, self.texts, strict=True)))
        rooms = {message.room_id: message.room for message in messages}
        authors = {(message.room_id, message.author_id) for message in messages if message.in_room}
        counters = list(rooms.values()), ("last_seq", "last_rev", "last_message_at")
        read_marks = [self.memberships[author] for author in sorted(authors)], ("read_seq",)
        insert_messages(messages, counters, *([read_marks] if authors else []))
        search_index.add(messages)
        self._write_polls(messages)
        self.attachments.write()
        mentioned = list(zip(messages, members, strict=True))
        mention_rows = [row for message, people in mentioned for row in mentions.mention_rows(message, people)]
        if mention_rows:
            Mention.objects.bulk_create(mention_rows)
        in_threads = [(message, people) for message, people in mentioned if message.thread_id]
        thread_announcements = {}
        if in_threads:
            # After the read marks of the authors, which this may move on. It also counts revs of the rooms.
            thread_announcements = replies.record_replies(in_threads, self.roots)
            update_fields(*counters)
        for room in rooms.values():
            frames = [new_message(message) for message in messages if message.room_id == room.pk]
            announce(in_room(room, *frames), *thread_announcements.get(room.pk, ()))
        worker.enqueue(messages)

    def _write_polls(self, messages: list[Message]) -> None:
        ballots = {draft.key: draft.poll for draft in self.drafts if draft.poll is not None}
        for message in messages if ballots else ():
            ballot = ballots.get((message.author_id, message.client_id)) if message.client_id else None
            if ballot is not None:
                fields = {"question": ballot.question, "options": list(ballot.options), "multiple": ballot.multiple}
                message.poll = Poll.objects.create(message=message, **fields)


def _outcomes(drafts: Sequence[Draft], results: list[Outcome | Message]) -> list[Outcome]:
    """Turn new messages into their numbers, now that they have ids. Later drafts of the same message are duplicates."""
    outcomes: list[Outcome] = []
    answered: set[int] = set()
    for draft, result in zip(drafts, results, strict=True):
        if not isinstance(result, Message):
            outcomes.append(result)
            continue
        numbers = {"message_id": result.pk, "seq": result.seq, "rev": result.rev}
        outcomes.append(SendAck(**numbers, client_id=draft.client_id, duplicate=result.pk in answered))
        answered.add(result.pk)
    return outcomes
