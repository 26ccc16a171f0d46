"""Join, leave, add and remove members, and change their roles."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chat.access import may_as_staff, membership_for, moderated_room_for, person_for, room_for
from chat.actions.changes.numbering import lock_room, require_open, write_system_line
from chat.actions.frames import entry_updated, in_room, new_message
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Announcement, Control, Frame
from chat.delivery.presence import presence
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import Kind, Membership, Message, Role, Room, User
from chat.protocol.events import event
from chat.protocol.rooms import RoomPayload, RoomRemoved, UserJoined
from chat.queries.rooms import sidebar
from chat.rate_limits.kinds import limited


@limited("joins")
def join(*, by: User, room_id: int) -> RoomPayload:
    """Make the user a member of a public room. A member's second call changes nothing.

    Returns:
        The room's entry in the user's sidebar.

    Raises:
        NotFound: The user cannot see such a room, or it is not public.
        Archived: The room is archived.
    """
    with transaction.atomic():
        room = lock_room(room_for(by.pk, room_id).pk)
        if not Membership.objects.filter(room=room, user=by).exists():
            require_open(room)
            if room.kind != Kind.PUBLIC:
                raise NotFound(_("There is no such room here."))
            add_members(room, [by], by=by, event_name="joined", text=f"{by.name} joined")
    return sidebar.entry(by.pk, room_id, presence.count_members_here)


@limited("members")
def add(*, by: User, room_id: int, user_id: int) -> Membership:
    """Add a person to a room. Any member may add to a public room, a moderator to a private one.

    Returns:
        The membership, with its user. It is returned unchanged if the person is a member already.

    Raises:
        NotFound: The user cannot see the room, or the person does not exist.
        NotAMember, Forbidden: The user may not add people here.
        Archived: The room is archived.
    """
    with transaction.atomic():
        room = lock_room(room_id)
        inviter = membership_for(by.pk, room_id)
        require_open(room)
        if room.is_direct:
            raise Forbidden(_("Nobody can be added to a direct conversation; start a new one."))
        if room.kind == Kind.PRIVATE and not inviter.moderates:
            raise Forbidden(_("Only a moderator may bring people into a private room."))
        person = person_for(user_id)
        if not Membership.objects.filter(room=room, user=person).exists():
            text = f"{by.name} added {person.name}"
            add_members(room, [person], by=by, event_name="added", text=text, userId=person.pk, name=person.name)
        return Membership.objects.select_related("user").get(room_id=room_id, user_id=user_id)


@limited("joins")
def leave(*, by: User, room_id: int) -> None:
    """End the user's membership.

    Raises:
        NotFound, NotAMember: The user is not in this room.
        Forbidden: The room is a direct conversation.
        Conflict: The user is the last owner, and the room has other members.
    """
    with transaction.atomic():
        room = lock_room(room_for(by.pk, room_id).pk)
        membership = membership_for(by.pk, room_id)
        if room.is_direct:
            raise Forbidden(_("A direct conversation cannot be left."))
        _require_another_owner(room, membership)
        _remove_member(room, membership, by=by, event_name="left", text=f"{by.name} left", reason="left")


@limited("members")
def remove(*, by: User, room_id: int, user_id: int, as_staff: bool = False) -> None:
    """Remove a person from a room. Removing oneself is leaving.

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
        room = lock_room(room_id)
        may_remove_owners = as_staff or moderated_room_for(by.pk, room_id).role == Role.OWNER
        if room.is_direct:
            raise Forbidden(_("Nobody can be removed from a direct conversation."))
        membership = Membership.objects.select_related("user").filter(room=room, user_id=user_id).first()
        if membership is None:
            raise NotFound(_("This person is not in the room."))
        if membership.role == Role.OWNER and not may_remove_owners:
            raise Forbidden(_("Only an owner may remove an owner."))
        _require_another_owner(room, membership)
        text = f"{by.name} removed {membership.user.name}"
        _remove_member(
            room,
            membership,
            by=by,
            event_name="removed",
            text=text,
            reason="removed",
            userId=user_id,
            name=membership.user.name,
        )
    return None


@limited("members")
def set_role(*, by: User, room_id: int, user_id: int, role: Role) -> Membership:
    """Change the role of a member.

    Raises:
        NotFound: The user cannot see the room, or the person is not in it.
        NotAMember, Forbidden: The user is not an owner of the room.
        Conflict: The member is the last owner.
    """
    with transaction.atomic():
        room = lock_room(room_id)
        owner = moderated_room_for(by.pk, room_id)
        membership = Membership.objects.select_related("user").filter(room=room, user_id=user_id).first()
        if membership is None:
            raise NotFound(_("This person is not in the room."))
        if owner.role != Role.OWNER:
            raise Forbidden(_("Only an owner may change roles."))
        if membership.role != role:
            if role != Role.OWNER:
                _require_another_owner(room, membership)
            membership.role = role
            membership.save(update_fields=["role"])
            # Everybody else's entry stays the same.
            announce(entry_updated(user_id, room_id))
    return membership


def add_members(
    room: Room, people: list[User], *, by: User, event_name: str, text: str, role: Role = Role.MEMBER, **facts: object
) -> Message:
    """Make people members of a locked room, write a system line about it, and announce both.

    Args:
        room: The room, locked in this transaction.
        people: The new members. Everything written so far counts as read by them.
        by: The author of the system line.
        event_name: The event that the line reports, for clients that word it themselves.
        text: The line in English.
        role: The role of the new members.
        facts: What else clients need to word the event.

    Returns:
        The system line.
    """
    rev, seq = room.last_rev, room.last_seq
    line = write_system_line(room, by, event_name, text, **facts)
    rows = [Membership(room=room, user=person, role=role, read_seq=room.last_seq) for person in people]
    Membership.objects.bulk_create(rows)
    versions = _change_member_count(room, people, +len(people))
    here = presence.count_members_here(room.pk)
    # Only theirs: reading the entries of all members would make a thousand joins cost a million of them.
    entries = sidebar.entries_of_people(versions, lambda _: here, [room.pk])
    peers = tuple(person.pk for person in people) if room.is_direct else ()
    controls = [
        Control("join", person.pk, room.pk, rev=rev, seq=seq, access_version=versions[person.pk], peers=peers)
        for person in people
    ]
    welcomes = [_welcome(room, entries[control.user_id][0], control) for control in controls]
    joined = [_joined_frame(room, person) for person in people]
    announce(*welcomes, in_room(room, new_message(line)), in_room(room, *joined))
    return line


def _welcome(room: Room, entry: RoomPayload, control: Control) -> Announcement:
    """Make what a new member receives: the room's entry, and for their connections the control to join."""
    return to_user(control.user_id, Frame(event("room:added", entry), subject=f"room:{room.pk}"), control=control)


def _remove_member(
    room: Room, membership: Membership, *, by: User, event_name: str, text: str, reason: str, **facts: object
) -> None:
    person = membership.user
    membership.delete()
    versions = _change_member_count(room, [person], -1)
    line = write_system_line(room, by, event_name, text, **facts)
    # The control comes first, so that only those who stay receive what follows.
    removed = RoomRemoved(room_id=room.pk, reason=reason)  # type: ignore[arg-type]
    control = Control("leave", person.pk, room.pk, access_version=versions[person.pk])
    to_person = to_user(person.pk, Frame(event("room:removed", removed), subject=f"room:{room.pk}"), control=control)
    announce(to_person, in_room(room, new_message(line)), in_room(room, _left_frame(room, person)))


def _change_member_count(room: Room, people: list[User], difference: int) -> dict[int, int]:
    """Store the room's number of members. Returns the new access_version of each person, by user id."""
    room.member_count += difference
    Room.objects.filter(pk=room.pk).update(member_count=room.member_count)
    changed = User.objects.filter(pk__in=[person.pk for person in people])
    changed.update(access_version=F("access_version") + 1)
    return dict(changed.values_list("pk", "access_version"))


def _joined_frame(room: Room, person: User) -> Frame:
    text = event("room:user-joined", _member_payload(room, person))
    return Frame(text, subject=f"member:{person.pk}", joined=person.pk)


def _left_frame(room: Room, person: User) -> Frame:
    text = event("room:user-left", _member_payload(room, person))
    return Frame(text, subject=f"member:{person.pk}", left=person.pk)


def _member_payload(room: Room, person: User) -> UserJoined:
    return UserJoined(
        room_id=room.pk,
        user_id=person.pk,
        username=person.username,
        display_name=person.name,
        member_count=room.member_count,
    )


def _require_another_owner(room: Room, membership: Membership) -> None:
    others = room.memberships.exclude(pk=membership.pk)
    if membership.role == Role.OWNER and others.exists() and not others.filter(role=Role.OWNER).exists():
        raise Conflict(_("A room with members needs an owner; name another one first."))
