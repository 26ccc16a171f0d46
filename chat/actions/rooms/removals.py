"""Remember whom a moderator has removed from a public room, so that they do not walk back in.

A private room needs no memory: only a moderator brings people in.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.errors import Forbidden
from chat.models import Kind, Membership, Room, RoomRemoval, User
from chat.queries.moderation.measures import kicks


def record(room: Room, person: User, *, by: User) -> None:
    """Remember that `by` removes this person from a locked room."""
    if room.kind == Kind.PUBLIC:
        RoomRemoval.objects.update_or_create(room=room, user=person, defaults={"removed_by": by})


def require_not_removed(room: Room, person: User) -> None:
    """Raise Forbidden if a moderator has removed the person from the room."""
    if RoomRemoval.objects.filter(room=room, user=person).exists() or kicks(room.pk, person.pk).exists():
        raise Forbidden(_("A moderator removed you from this room. Ask a moderator to let you in again."))


def lift(room: Room, person: User, inviter: Membership) -> None:
    """Forget that the person was removed, because `inviter` adds them again.

    Raises:
        Forbidden: The person was removed, and the inviter is no moderator.
    """
    removal = RoomRemoval.objects.filter(room=room, user=person)
    kicked = kicks(room.pk, person.pk)
    if not inviter.moderates and (removal.exists() or kicked.exists()):
        raise Forbidden(_("This person was removed from the room; only a moderator can let them in again."))
    removal.delete()
    now = timezone.now()
    kicked.update(until=now, settled_at=now)
