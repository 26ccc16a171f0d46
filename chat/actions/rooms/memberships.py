"""Who comes into a room, who goes, and in which role."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from chat.access import membership_for, moderated_room_for, person_for, room_for
from chat.actions.frames import in_room, new_message, room_updated
from chat.actions.sending.numbering import lock, require_open, write_line
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Announcement, Control, Frame
from chat.delivery.presence import presence
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import Kind, Membership, Message, Role, Room, User
from chat.protocol.events import event
from chat.protocol.rooms import RoomPayload, RoomRemoved, UserJoined
from chat.queries.rooms import sidebar


def join(*, by: User, room_id: int) -> RoomPayload:
    """Become a member of a public room; again, it changes nothing. Raises NotFound, Archived, Forbidden."""
    with transaction.atomic():
        room = lock(room_for(by.pk, room_id).pk)
        if not Membership.objects.filter(room=room, user=by).exists():
            require_open(room)
            if room.kind != Kind.PUBLIC:
                raise NotFound(_("There is no such room here."))
            add_members(room, [by], by=by, event_name="joined", text=f"{by.name} joined")
    return sidebar.entry(by.pk, room_id, presence.online)


def add(*, by: User, room_id: int, user_id: int) -> Membership:
    """Bring someone into a room: any member into a public one, a moderator into a private one.

    Raises NotFound, NotAMember, Forbidden, Archived.
    """
    with transaction.atomic():
        room = lock(room_id)
        inviter = membership_for(by.pk, room_id)
        require_open(room)
        if room.is_direct:
            raise Forbidden(_("A direct conversation is never widened; start another one."))
        if room.kind == Kind.PRIVATE and not inviter.moderates:
            raise Forbidden(_("Only a moderator may bring people into a private room."))
        person = person_for(user_id)
        if not Membership.objects.filter(room=room, user=person).exists():
            text = f"{by.name} added {person.name}"
            add_members(room, [person], by=by, event_name="added", text=text, user_id=person.pk, name=person.name)
        return Membership.objects.select_related("user").get(room_id=room_id, user_id=user_id)


def leave(*, by: User, room_id: int) -> None:
    """Cease to be a member.

    Raises NotFound, NotAMember, Forbidden for direct rooms, Conflict for the last owner of a room that has others.
    """
    with transaction.atomic():
        room = lock(room_for(by.pk, room_id).pk)
        membership = membership_for(by.pk, room_id)
        if room.is_direct:
            raise Forbidden(_("A direct conversation cannot be left."))
        _require_another_owner(room, membership)
        _remove_member(room, membership, by=by, event_name="left", text=f"{by.name} left", reason="left")


def remove(*, by: User, room_id: int, user_id: int, as_staff: bool = False) -> None:
    """Put someone out of a room; oneself: leave. `as_staff`: by the site's administration.

    Raises NotFound, NotAMember, Forbidden, Conflict for the last owner of a room that has others.
    """
    as_staff = as_staff and by.is_staff
    if user_id == by.pk and not as_staff:
        return leave(by=by, room_id=room_id)
    with transaction.atomic():
        room = lock(room_id)
        may_remove_owners = as_staff or moderated_room_for(by.pk, room_id).role == Role.OWNER
        if room.is_direct:
            raise Forbidden(_("Nobody is removed from a direct conversation."))
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
            user_id=user_id,
            name=membership.user.name,
        )
    return None


def set_role(*, by: User, room_id: int, user_id: int, role: Role) -> Membership:
    """Give a member another role; only an owner may.

    Raises NotFound, NotAMember, Forbidden, Conflict for the last owner.
    """
    with transaction.atomic():
        room = lock(room_id)
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
            announce(*room_updated(room))
    return membership


def add_members(
    room: Room, people: list[User], *, by: User, event_name: str, text: str, role: Role = Role.MEMBER, **facts: object
) -> Message:
    """Make people members of a locked room, with a line that says so, and announce it.

    They start with everything read.
    """
    before = (room.last_rev, room.last_seq)
    line = write_line(room, by, event_name, text, **facts)
    rows = [Membership(room=room, user=person, role=role, read_seq=room.last_seq) for person in people]
    Membership.objects.bulk_create(rows)
    _count(room, people, +len(people))
    entries = sidebar.entries_of_room(room, presence.online)
    orders = [_welcome(person, room, entries[person.pk], before) for person in people]
    joined = [Frame(event("room:user-joined", _moved(room, person))) for person in people]
    announce(*orders, in_room(room, new_message(line)), in_room(room, *joined))
    return line


def _welcome(person: User, room: Room, entry: RoomPayload, before: tuple[int, int]) -> Announcement:
    control = Control("join", person.pk, room.pk, rev=before[0], seq=before[1])
    return to_user(person.pk, Frame(event("room:added", entry)), control=control)


def _remove_member(
    room: Room, membership: Membership, *, by: User, event_name: str, text: str, reason: str, **facts: object
) -> None:
    person = membership.user
    membership.delete()
    _count(room, [person], -1)
    line = write_line(room, by, event_name, text, **facts)
    # The order comes first, so that what follows is heard only by those who stay.
    goodbye = Frame(event("room:removed", RoomRemoved(room_id=room.pk, reason=reason)))  # type: ignore[arg-type]
    farewell = to_user(person.pk, goodbye, control=Control("leave", person.pk, room.pk))
    announce(
        farewell, in_room(room, new_message(line)), in_room(room, Frame(event("room:user-left", _moved(room, person))))
    )


def _count(room: Room, people: list[User], difference: int) -> None:
    room.member_count += difference
    Room.objects.filter(pk=room.pk).update(member_count=room.member_count)
    User.objects.filter(pk__in=[person.pk for person in people]).update(access_version=F("access_version") + 1)


def _moved(room: Room, person: User) -> UserJoined:
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
