"""Ask people before they are added to a room, if their settings say so. `memberships` and `rooms` use these parts.

An invitation is accepted by joining the room, and declined by leaving it.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Frame
from chat.errors import Conflict
from chat.models import AddedBy, Kind, Membership, Room, RoomInvitation, User
from chat.protocol.events import event
from chat.protocol.rooms import RoomInvitationList
from chat.queries.rooms.invitations import invitations_of
from chat.rate_limits.kinds import is_free


def to_be_asked(by: User, user_ids: Collection[int]) -> set[int]:
    """Return which of these people are asked before `by` adds them to a room.

    Direct conversations are no room that two people share: anybody can begin one. People who ignore `by` are asked too:
    their invitations are not shown to them, and `by` does not learn why.
    """
    if is_free():
        return set()
    others = User.objects.filter(pk__in=user_ids).exclude(pk=by.pk).exclude(added_by=AddedBy.EVERYONE)
    settings = dict(others.values_list("pk", "added_by"))
    ignoring = User.objects.filter(pk__in=user_ids, ignored__contains=f" {by.pk} ").values_list("pk", flat=True)
    rooms = Membership.objects.filter(user=by).exclude(room__kind=Kind.DIRECT).values("room_id")
    known = Membership.objects.filter(user_id__in=settings, room_id__in=rooms).values_list("user_id", flat=True)
    closed = {pk for pk, added_by in settings.items() if added_by == AddedBy.NOBODY}
    return closed | (settings.keys() - set(known)) | set(ignoring)


def invite(room: Room, person: User, *, by: User) -> RoomInvitation:
    """Invite a person into a locked room. Somebody who was invited before, and perhaps declined, is not asked again.

    Raises:
        Conflict: Too many invitations wait for the person.
    """
    earlier = RoomInvitation.objects.filter(room=room, user=person).first()
    if earlier is not None:
        return earlier
    waiting = RoomInvitation.objects.waiting().filter(user=person)
    if waiting.filter(invited_by=by).count() >= conf.ROOM_INVITATIONS_BY_ONE:
        raise Conflict(_("This person has not answered your other invitations yet."))
    if waiting.count() >= conf.ROOM_INVITATIONS:
        raise Conflict(_("Too many invitations wait for this person."))
    invitation = RoomInvitation.objects.create(room=room, user=person, invited_by=by)
    announce_waiting(person.pk)
    return invitation


def is_waiting(user_id: int, room_id: int) -> bool:
    """Whether the user is invited into the room and has not answered."""
    return RoomInvitation.objects.waiting().filter(user_id=user_id, room_id=room_id).exists()


def accept(room: Room, person: User) -> bool:
    """End the invitation into a locked room because the person joins. Returns whether one was waiting."""
    was_waiting = is_waiting(person.pk, room.pk)
    forget(room, person)
    return was_waiting


def decline(*, by: User, room_id: int) -> bool:
    """Decline an invitation. Returns whether there was one."""
    with transaction.atomic():
        waiting = RoomInvitation.objects.waiting().filter(user=by, room_id=room_id)
        was_waiting = bool(waiting.update(declined_at=timezone.now()))
        if was_waiting:
            announce_waiting(by.pk)
    return was_waiting


def withdraw(room: Room, user_id: int) -> bool:
    """Take back an invitation into a locked room. Returns whether there was one."""
    was_waiting = bool(RoomInvitation.objects.waiting().filter(room=room, user_id=user_id).delete()[0])
    if was_waiting:
        announce_waiting(user_id)
    return was_waiting


def forget(room: Room, person: User) -> None:
    """Forget that the person was ever invited into a locked room, because they are in it now."""
    if RoomInvitation.objects.filter(room=room, user=person).delete()[0]:
        announce_waiting(person.pk)


def announce_waiting(user_id: int) -> None:
    """Announce to a person which invitations wait for them."""
    state = RoomInvitationList(invitations=invitations_of([user_id])[user_id])
    announce(to_user(user_id, Frame(event("room:invitations", state), subject="invitations")))
