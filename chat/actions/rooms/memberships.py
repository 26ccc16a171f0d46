"""Join, leave, add and remove members, and change their roles."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.access import may_as_staff, membership_for, moderated_room_for, person_for, room_for
from chat.actions.changes.numbering import lock_room, require_open
from chat.actions.frames import entry_updated, room_updated
from chat.actions.moderation import audit
from chat.actions.rooms import invitations, removals
from chat.actions.rooms.membership_changes import add_members, remove_member
from chat.delivery.announce import announce
from chat.delivery.presence import presence
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import Kind, Membership, Role, Room, RoomInvitation, User
from chat.protocol.rooms import RoomPayload
from chat.queries.rooms import sidebar
from chat.rate_limits.kinds import charge, limited


@limited("joins")
def join(*, by: User, room_id: int) -> RoomPayload:
    """Make the user a member of a public room, or of one that they are invited into.

    A member's second call changes nothing.

    Returns:
        The room's entry in the user's sidebar.

    Raises:
        NotFound: The user cannot see such a room, or it is not public.
        Forbidden: A moderator has removed the user from the room.
        Archived: The room is archived.
    """
    with transaction.atomic():
        is_invited = invitations.is_waiting(by.pk, room_id)
        room = lock_room(room_id if is_invited else room_for(by.pk, room_id).pk)
        if not Membership.objects.filter(room=room, user=by).exists():
            require_open(room)
            if not invitations.accept(room, by):
                if room.kind != Kind.PUBLIC:
                    raise NotFound(_("There is no such room here."))
                removals.require_not_removed(room, by)
            add_invited(room, by)
    return sidebar.entry(by.pk, room_id, presence.count_members_here)


def add_invited(room: Room, person: User) -> None:
    """Make somebody a member of a locked room because they want to be."""
    add_members(room, [person], by=person, event_name="joined", text=f"{person.name} joined")
    if room.is_direct:
        # The others see whom they talk with now.
        announce(*room_updated(room))


@limited("members")
def add(*, by: User, room_id: int, user_id: int) -> Membership | RoomInvitation:
    """Add a person to a room, or ask them first, as their settings say.

    Any member may add to a public room, a moderator to a private one. Only a moderator lets somebody in again who was
    removed.

    Returns:
        The membership, with its user; it is returned unchanged if the person is a member already. Or the invitation,
        if the person is to be asked or has been.

    Raises:
        NotFound: The user cannot see the room, or the person does not exist.
        NotAMember, Forbidden: The user may not add people here.
        Archived: The room is archived.
        Conflict: The person has too many invitations.
    """
    must_ask = bool(invitations.to_be_asked(by, [user_id]))
    if must_ask:
        charge("invitations", by.pk)
    with transaction.atomic():
        room = lock_room(room_for(by.pk, room_id).pk)
        inviter = membership_for(by.pk, room_id)
        require_open(room)
        if room.is_direct:
            raise Forbidden(_("Nobody can be added to a direct conversation; start a new one."))
        if room.kind == Kind.PRIVATE and not inviter.moderates:
            raise Forbidden(_("Only a moderator may bring people into a private room."))
        person = person_for(user_id)
        if not Membership.objects.filter(room=room, user=person).exists():
            removals.lift(room, person, inviter, by=by)
            if must_ask:
                return invitations.invite(room, person, by=by)
            bring_in(room, person, by=by)
        return Membership.objects.select_related("user").get(room_id=room_id, user_id=user_id)


def bring_in(room: Room, person: User, *, by: User, role: Role = Role.MEMBER) -> None:
    """Make somebody a member of a locked room because `by` wants it. An invitation that waits has no use then."""
    invitations.forget(room, person)
    facts = {"userId": person.pk, "name": person.name}
    add_members(room, [person], by=by, event_name="added", text=f"{by.name} added {person.name}", role=role, **facts)


@limited("joins")
def leave(*, by: User, room_id: int) -> None:
    """End the user's membership, or decline an invitation into the room.

    Raises:
        NotFound, NotAMember: The user is not in this room.
        Forbidden: The room is a direct conversation.
        Conflict: The user is the last owner, and the room has other members.
    """
    if invitations.decline(by=by, room_id=room_id):
        return
    with transaction.atomic():
        room = lock_room(room_for(by.pk, room_id).pk)
        membership = membership_for(by.pk, room_id)
        if room.is_direct:
            raise Forbidden(_("A direct conversation cannot be left."))
        require_another_owner(room, membership)
        remove_member(room, membership, by=by, event_name="left", text=f"{by.name} left", reason="left")


@limited("members")
def remove(*, by: User, room_id: int, user_id: int, as_staff: bool = False) -> None:
    """Remove a person from a room, or withdraw an invitation into it. Removing oneself is leaving.

    Nobody walks back into a public room that they were removed from; `add` by a moderator lets them in again.

    Args:
        by: A moderator of the room, or staff.
        room_id: The room.
        user_id: The person to remove.
        as_staff: Use the rights of staff, who need not be in the room.

    Raises:
        NotFound: The user cannot see the room, or the person is not in it.
        NotAMember, Forbidden: The user may not remove this person.
        Conflict: The person is the last owner, and the room has other members.
    """
    as_staff = as_staff and may_as_staff(by, "change_membership")
    if user_id == by.pk and not as_staff:
        return leave(by=by, room_id=room_id)
    with transaction.atomic():
        room = lock_room(room_id if as_staff else room_for(by.pk, room_id).pk)
        may_remove_owners = as_staff or moderated_room_for(by.pk, room_id).role == Role.OWNER
        if room.is_direct:
            raise Forbidden(_("Nobody can be removed from a direct conversation."))
        membership = Membership.objects.select_related("user").filter(room=room, user_id=user_id).first()
        if membership is None:
            if invitations.withdraw(room, user_id):
                return None
            raise NotFound(_("This person is not in the room."))
        if membership.role == Role.OWNER and not may_remove_owners:
            raise Forbidden(_("Only an owner may remove an owner."))
        expel(room, membership, by=by)
        if user_id != by.pk:
            removals.record(room, membership.user, by=by)
            audit.record("room.remove", by=by, person_id=user_id, room_id=room_id, person=membership.user.username)
    return None


def expel(room: Room, membership: Membership, *, by: User) -> None:
    """End somebody's membership of a locked room because `by` wants it. Raises Conflict for the last owner."""
    require_another_owner(room, membership)
    person = membership.user
    facts = {"userId": person.pk, "name": person.name}
    text = f"{by.name} removed {person.name}"
    remove_member(room, membership, by=by, event_name="removed", text=text, reason="removed", **facts)


@limited("members")
def set_role(*, by: User, room_id: int, user_id: int, role: Role) -> Membership:
    """Change the role of a member.

    Raises:
        NotFound: The user cannot see the room, or the person is not in it.
        NotAMember, Forbidden: The user is not an owner of the room.
        Conflict: The member is the last owner.
    """
    with transaction.atomic():
        room = lock_room(room_for(by.pk, room_id).pk)
        owner = moderated_room_for(by.pk, room_id)
        membership = Membership.objects.select_related("user").filter(room=room, user_id=user_id).first()
        if membership is None:
            raise NotFound(_("This person is not in the room."))
        if owner.role != Role.OWNER:
            raise Forbidden(_("Only an owner may change roles."))
        if membership.role != role:
            if role != Role.OWNER:
                require_another_owner(room, membership)
            facts = {"before": membership.role, "after": role}
            membership.role = role
            membership.save(update_fields=["role"])
            # Everybody else's entry stays the same.
            announce(entry_updated(user_id, room_id))
            audit.record("room.role", by=by, person_id=user_id, room_id=room_id, facts=facts)
    return membership


def require_another_owner(room: Room, membership: Membership) -> None:
    """Raise Conflict if this is the last owner, and the room has other members."""
    others = room.memberships.exclude(pk=membership.pk)
    if membership.role == Role.OWNER and others.exists() and not others.filter(role=Role.OWNER).exists():
        raise Conflict(_("A room with members needs an owner; name another one first."))
