"""Show the previews of a message's links, and remove them."""

from dataclasses import dataclass

from chat.actions.changes.change import Change, MemberChange, require_own
from chat.actions.changes.work import Work
from chat.actions.link_previews.links import SHOWN, UNWANTED, previews_to_show
from chat.models import Membership, Message
from chat.outbound.page_metadata import Preview
from chat.protocol.messages.events import ChangeAck


@dataclass(frozen=True)
class StorePreviews(Change):
    """Shows those previews whose links the message has by now. The site does this, and no user.

    It changes nothing if the message is deleted, if somebody removed its previews, or if its room is archived.
    """

    previews: tuple[Preview, ...]

    @property
    def kind(self) -> None:
        return None

    def apply(self, work: Work) -> ChangeAck:
        message = self.find(work)
        is_open = message.deleted_at is None and not work.rooms[message.room_id].is_archived
        shown = previews_to_show(message, self.previews)
        if is_open and not message.extra.get(UNWANTED) and shown != message.extra.get(SHOWN, []):
            message.extra[SHOWN] = shown
            work.record(message, only_rev=False)
        return ChangeAck(rev=message.rev)


@dataclass(frozen=True)
class RemovePreviews(MemberChange):
    """Removes the previews of a message for good. The same again changes nothing."""

    def apply_to(self, message: Message, member: Membership, work: Work) -> None:
        require_own(message, member)
        if message.extra.get(UNWANTED):
            return
        message.extra[UNWANTED] = True
        if message.extra.pop(SHOWN, []):
            work.record(message, only_rev=False)
        else:
            work.rewrite(message)
