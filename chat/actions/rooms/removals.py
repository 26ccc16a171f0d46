"""Remember whom a moderator has removed from a room, so that they do not walk back into a public one.

Of a private room it is remembered too, because a poll that notices later says why the room is gone.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.errors import Forbidden
from chat.models import Membership, Room, RoomRemoval, User
from chat.queries.moderation.measures import kicks


def record(room: Room, person: User, *, by: User) -> None:
    """Remember that `by` removes this person from a locked room."""
    RoomRemoval.objects.update_or_create(room=room, user=person, defaults={"removed_by": by})


def is_removed(room: Room, person: User) -> bool:
    """Whether a moderator has removed the person from the room, and nobody has let them in again."""
    return RoomRemoval.objects.filter(room=room, user=person).exists() or kicks(room.pk, person.pk).exists()


def require_not_removed(room: Room, person: User) -> None:
    """Raise Forbidden if a moderator has removed the person from the room."""
    if is_removed(room, person):
        raise Forbidden(_("A moderator removed you from this room. Ask a moderator to let you in again."))


def lift(room: Room, person: User, inviter: Membership, *, by: User) -> None:
    """Forget that the person was removed, because `by`, whose membership is `inviter`, adds them again.

    Raises:
        Forbidden: The person was removed, and the inviter is no moderator; or staff did it, and the inviter is none.
    """
    removal = RoomRemoval.objects.filter(room=room, user=person)
    kicked = kicks(room.pk, person.pk)
    if not inviter.moderates and (removal.exists() or kicked.exists()):
        raise Forbidden(_("This person was removed from the room; only a moderator can let them in again."))
    if not by.is_staff and kicked.filter(by__is_staff=True).exists():
        raise Forbidden(_("Only the site's administration may undo this."))
    removal.delete()
    now = timezone.now()
    kicked.update(until=now, settled_at=now)
