"""React to a message with an emoji."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.changes.change import MemberChange, require_undeleted
from chat.actions.changes.voice import require_active, require_unmuted
from chat.actions.changes.work import Work
from chat.errors import Conflict
from chat.models import Membership, Message, Reaction
from chat.text.messages.one_emoji import canonical


@dataclass(frozen=True)
class React(MemberChange):
    """Adds a reaction, or removes it if `on` is false. The same again changes nothing."""

    emoji: str
    on: bool

    def require_right(self, member: Membership) -> None:
        # Somebody who is muted may still take a reaction back.
        if self.on:
            require_unmuted(member)
        else:
            require_active(member)

    def apply_to(self, message: Message, member: Membership, work: Work) -> None:
        require_undeleted(message)
        reactions = work.rows.reactions
        if not self.on:
            is_changed = reactions.remove_if(message.pk, self._is_mine)
        else:
            is_changed = not any(map(self._is_mine, reactions.of(message.pk)))
            used = {reaction.emoji for reaction in reactions.of(message.pk)}
            if self.emoji not in used and len(used) >= conf.REACTIONS_PER_MESSAGE:
                raise Conflict(_("This message cannot have more different reactions."))
            if is_changed:
                row = Reaction(message_id=message.pk, user_id=self.author_id, emoji=self.emoji)
                reactions.add(message.pk, row)
        if is_changed:
            work.record(message, only_rev=True)

    def _is_mine(self, reaction: Reaction) -> bool:
        # Reactions that are older than the check of the protocol may have another form of the emoji.
        return reaction.user_id == self.author_id and (canonical(reaction.emoji) or reaction.emoji) == self.emoji
