"""Permissions of moderators: staff act everywhere, owners and moderators in their rooms, and nobody on their equals."""

from enum import IntEnum
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from chat.access.objects import moderated_room_for
from chat.errors import Forbidden, NotFound
from chat.models import Membership, Role, Room, User

M = TypeVar("M", bound=Model)


class Rank(IntEnum):
    """Decides who may act on whom: a person acts on those of a lower rank only."""

    PERSON = 0
    MODERATOR = 1
    OWNER = 2
    STAFF = 3
    SUPERUSER = 4


ROLES = {Role.OWNER: Rank.OWNER, Role.MODERATOR: Rank.MODERATOR}


def rank_of(user: User, membership: Membership | None = None) -> Rank:
    """Return the rank of a user in a room, or on the site if there is no membership."""
    if user.is_superuser:
        return Rank.SUPERUSER
    if user.is_staff:
        return Rank.STAFF
    return ROLES.get(Role(membership.role), Rank.PERSON) if membership else Rank.PERSON


def in_sight(rows: "QuerySet[M]", by: User) -> "QuerySet[M]":
    """Leave the rows whose room the user may see; staff see all.

    One query then answers for an id of a foreign room as for one that does not exist.
    """
    return rows if by.is_staff else rows.filter(room__in=Room.objects.visible_to(by.pk))


def require_staff(by: User) -> None:
    """Raise Forbidden if the user is not staff."""
    if not by.is_staff:
        raise Forbidden(_("Only the site's administration may do this."))


def require_moderator(by: User, room_id: int) -> Rank:
    """Return the rank that a moderator of the room has there. Staff need not be in the room.

    Raises:
        NotFound: There is no such room, or the user may not see it.
        NotAMember, Forbidden: The user does not moderate it, or it is a direct room.
    """
    if not by.is_staff:
        return rank_of(by, moderated_room_for(by.pk, room_id))
    if not Room.objects.filter(pk=room_id).exists():
        raise NotFound(_("There is no such room here."))
    return rank_of(by)


def require_power_to_undo(by: User, person_id: int, actor: User | None, room_id: int | None) -> None:
    """Check that the user may undo what `actor` did to a person: in one room, or everywhere if `room_id` is None.

    Raises:
        NotFound: There is no such room, or the user may not see it.
        NotAMember, Forbidden: The user moderates neither the room nor the site, or it was done to the user themself, or
            by somebody of a higher rank.
    """
    if person_id == by.pk:
        raise Forbidden(_("You cannot do this to yourself."))
    if room_id is None:
        require_staff(by)
        own = rank_of(by)
    else:
        own = require_moderator(by, room_id)
    if actor is None or actor.pk == by.pk:
        return
    if own < rank_of(actor, Membership.objects.filter(room_id=room_id, user=actor).first() if room_id else None):
        if actor.is_staff and not by.is_staff:
            raise Forbidden(_("Only the site's administration may undo this."))
        raise Forbidden(_("Only somebody whose rank is not below that of the one who did it may undo this."))


def require_power_over(by: User, person: User, room_id: int | None) -> None:
    """Check that the user may act on a person: in one room, or everywhere if `room_id` is None.

    Raises:
        NotFound: There is no such room, or the user may not see it.
        NotAMember, Forbidden: The user moderates neither the room nor the site, or the person is the user themself, or
            has the same rank or a higher one.
    """
    if room_id is None:
        require_staff(by)
        own, membership = rank_of(by), None
    else:
        own = require_moderator(by, room_id)
        membership = Membership.objects.filter(room_id=room_id, user=person).first()
    if person.pk == by.pk:
        raise Forbidden(_("You cannot do this to yourself."))
    if own <= rank_of(person, membership):
        raise Forbidden(_("You cannot do this to somebody whose rank is not below yours."))
