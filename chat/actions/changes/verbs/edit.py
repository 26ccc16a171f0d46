"""Change the text of a message."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.actions.changes import mentions
from chat.actions.changes.change import MemberChange, require_author
from chat.actions.changes.rows import poll_of
from chat.actions.changes.voice import require_trust, require_voice
from chat.actions.changes.work import Work
from chat.actions.files import attachments
from chat.actions.link_previews.links import remaining_previews
from chat.errors import Conflict
from chat.models import Membership, Message, MessageEdit
from chat.text.moderation.word_filter import Verdict


@dataclass(frozen=True)
class Edit(MemberChange):
    """A new text by the message's author, which has been checked.

    With `rev`, refused if the message has changed since that rev.
    """

    needs_mentions = True

    content: str
    rev: int | None = None

    @property
    def kind(self) -> str:
        return "messages"

    @property
    def text(self) -> str:
        return self.content

    def text_in_room(self, work: Work) -> mentions.TextInRoom | None:
        message = work.messages.get(self.message_id)
        if message is None or message.author_id != self.author_id:
            return None
        text = self._resolved_text(message, work)
        return mentions.TextInRoom(message.room_id, text, in_thread=message.thread_id is not None)

    def checked_by(self, judge: Callable[[str], Verdict]) -> Self:
        verdict = judge(self.content)
        return self if verdict.is_untouched else self.with_texts([verdict], content=verdict.text)

    def require_right(self, member: Membership) -> None:
        require_voice(member)

    def apply_to(self, message: Message, member: Membership, work: Work) -> None:
        require_author(message, member)
        is_done = work.is_retry and message.content == self.content
        if self.rev is not None and message.rev != self.rev and not is_done:
            raise Conflict(_("This message has changed since you read it."))
        if poll_of(message) is not None:
            raise Conflict(_("A poll cannot be edited: people may have voted already."))
        if self.refusal is not None and not is_done:
            raise self.refusal
        if message.content != self.content:
            require_trust(member, lambda: self._resolved_text(message, work).html)
            self._rewrite(message, work)
            work.edited[message.pk] = message
            if self.flags:
                work.flagged.append((message, self.flags))
            work.record(message, only_rev=False)

    def _resolved_text(self, message: Message, work: Work) -> mentions.Text:
        author = work.memberships.get((message.room_id, message.author_id))
        if author is not None:
            author.room = work.rooms[message.room_id]
        is_allowed = author is not None and mentions.may_mention_everyone(author)
        return work.texts.get(self.content, may_mention_everyone=is_allowed)

    def _rewrite(self, message: Message, work: Work) -> None:
        text, now, extra_before = self._resolved_text(message, work), timezone.now(), message.extra
        did_mention_everyone = message.mentions_everyone
        version = MessageEdit(message_id=message.pk, content=message.content, edited_at=now, editor_id=self.author_id)
        work.rows.edits.add(message.pk, version)
        message.content, message.html, message.edited_at = self.content, text.html, now
        message.extra = attachments.extra_to_keep(message) | remaining_previews(message)
        mentioned = mentions.note_mentions(message, text, work.members.get(message.room_id, ()))
        self._replace_mentions(message, mentioned, work)
        if message.mentions_everyone != did_mention_everyone:
            work.recount_everyone(message)
        if message.thread_id:
            added = {row.pk: row for row in mentioned if not mentions.is_mentioned(extra_before, row.user_id)}
            work.newly_mentioned.setdefault(message.pk, {}).update(added)

    def _replace_mentions(self, message: Message, mentioned: list[Membership], work: Work) -> None:
        rows = work.rows.mentions
        wanted = {row.membership_id: row for row in mentions.mention_rows(message, [member.pk for member in mentioned])}
        before = {row.membership_id for row in rows.of(message.pk)}
        rows.remove_if(message.pk, lambda row: row.membership_id not in wanted)
        for membership_id, row in wanted.items():
            if membership_id not in before:
                rows.add(message.pk, row)
        work.recounted |= before ^ wanted.keys()
