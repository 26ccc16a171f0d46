"""Send a message."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.actions.changes import mentions, replies
from chat.actions.changes.draft import Draft, Outcome
from chat.actions.changes.numbering import require_open
from chat.actions.changes.voice import note_turn, require_trust, require_turn, require_voice
from chat.actions.changes.work import Work
from chat.errors import NotFound
from chat.models import Membership, Message
from chat.models.sql import MESSAGE
from chat.text.moderation.word_filter import Verdict


@dataclass(frozen=True)
class Ballot:
    """The poll that a message asks. Question and options have been checked."""

    question: str
    options: tuple[str, ...]
    multiple: bool

    @property
    def texts(self) -> tuple[str, ...]:
        return self.question, *self.options


@dataclass(frozen=True)
class Send(Draft):
    """A message to send. Its content has been checked; its author's right to send it has not.

    The author and the `client_id` make it one message, however often it arrives.
    """

    room_id: int
    content: str
    client_id: UUID
    reply_to_id: int | None = None
    poll: Ballot | None = None
    thread_id: int | None = None
    in_room: bool = True
    attachment_ids: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        return "messages"

    @property
    def text(self) -> str:
        return self.content

    @property
    def key(self) -> tuple[int, UUID]:
        return self.author_id, self.client_id

    def checked_by(self, judge: Callable[[str], Verdict]) -> Self:
        verdicts = [judge(text) for text in (self.content, *(self.poll.texts if self.poll else ()))]
        if all(verdict.is_untouched for verdict in verdicts):
            return self
        content, *poll = (verdict.text for verdict in verdicts)
        ballot = replace(self.poll, question=poll[0], options=tuple(poll[1:])) if self.poll else None
        return self.with_texts(verdicts, content=content, poll=ballot)

    def apply(self, work: Work) -> Outcome | Message:
        """Return the numbers of a stored message, or a new message to store."""
        existing = work.stored.get(self.key) or work.new.get(self.key)
        if existing is not None:
            return existing
        if self.refusal is not None:
            raise self.refusal
        membership = self._check(work)
        message = self.new_message(work, membership)
        work.new[self.key] = message
        work.timelines.setdefault(self.room_id, []).append(message)
        if self.thread_id:
            work.begun_threads.add(self.thread_id)
        if self.flags:
            work.flagged.append((message, self.flags))
        if self.poll is not None:
            work.ballots.append((message, self.poll))
        return message

    def text_in_room(self, work: Work) -> mentions.TextInRoom | None:
        membership = work.memberships.get((self.room_id, self.author_id))
        if membership is None:
            return None
        membership.room = work.rooms[self.room_id]
        text = self._resolved_text(membership, work)
        return mentions.TextInRoom(self.room_id, text, in_thread=self.thread_id is not None)

    def _resolved_text(self, membership: Membership, work: Work) -> mentions.Text:
        """Return the text as HTML. The author's rights decide which mentions work."""
        names_group = work.texts.names_group(self.content)
        is_allowed = names_group and mentions.may_mention_everyone(membership)
        return work.texts.get(self.content, may_mention_everyone=is_allowed)

    def _check(self, work: Work) -> Membership:
        membership = work.membership(self.author_id, self.room_id)
        room = membership.room
        require_open(room)
        require_voice(membership)
        if self.reply_to_id and getattr(work.messages.get(self.reply_to_id), "room_id", None) != room.pk:
            raise NotFound(_("The message to reply to is not in this room."))
        if self.thread_id:
            replies.require_root(work.messages.get(self.thread_id), room, work.begun_threads)
        work.attachments.require(self.attachment_ids, self.author_id)
        require_trust(membership, lambda: self._resolved_text(membership, work).html)
        require_turn(membership)
        # Last, because a draft that is refused costs nothing.
        work.allowance.spend(self, room)
        return membership

    def new_message(self, work: Work, membership: Membership) -> Message:
        room = membership.room
        text = self._resolved_text(membership, work)
        room.last_seq += 1
        room.last_rev += 1
        room.last_message_at = timezone.now()
        note_turn(membership, room.last_message_at)
        if self.in_room:
            membership.read_seq = room.last_seq
        message = MESSAGE.new(
            {"room": room, "author": membership.user, "reply_to": work.messages.get(self.reply_to_id or 0)},
            room_id=room.pk,
            seq=room.last_seq,
            rev=room.last_rev,
            author_id=self.author_id,
            client_id=self.client_id,
            content=self.content,
            html=text.html,
            reply_to_id=self.reply_to_id,
            thread_id=self.thread_id,
            in_room=self.in_room,
            extra={},
            created_at=room.last_message_at,
        )
        work.attachments.attach(message, self.attachment_ids)
        work.mentioned.append((message, mentions.note_mentions(message, text, work.members.get(room.pk, ()))))
        return message
