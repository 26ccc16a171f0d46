"""Pin a message in its room."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.actions.changes.change import MemberChange
from chat.actions.changes.voice import require_unmuted
from chat.actions.changes.work import Work
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import Membership, Message, MessageKind


@dataclass(frozen=True)
class Pin(MemberChange):
    """Pins a message for the whole room, or unpins it if `on` is false. The same again changes nothing."""

    on: bool

    @property
    def needs_pins(self) -> bool:
        return self.on

    def require_right(self, member: Membership) -> None:
        require_unmuted(member)

    def apply_to(self, message: Message, member: Membership, work: Work) -> None:
        if not (member.moderates or member.room.is_direct):
            raise Forbidden(_("Only a moderator of this room may pin messages."))
        if message.deleted_at is not None or message.kind == MessageKind.SYSTEM:
            raise NotFound(_("This message is deleted."))
        if self.on == (message.pinned_at is not None):
            return
        if self.on and work.pins[message.room_id] >= conf.PINS_PER_ROOM:
            raise Conflict(format_lazy(_("A room has at most {most} pinned messages."), most=conf.PINS_PER_ROOM))
        work.pins[message.room_id] += 1 if self.on else -1
        message.pinned_at, message.pinned_by_id = (timezone.now(), self.author_id) if self.on else (None, None)
        work.record(message, only_rev=False)
