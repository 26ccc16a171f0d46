"""The parts that every change of a room's members has: rows, the room's count, a line, and what everybody hears."""

from django.db.models import F

from chat.actions.frames import in_room
from chat.actions.rooms.lines import member_line
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Announcement, Control, Frame
from chat.delivery.presence import presence
from chat.models import Membership, Role, Room, User
from chat.protocol.events import event
from chat.protocol.rooms import RoomPayload, RoomRemoved, UserJoined
from chat.queries.moderation import measures
from chat.queries.rooms import sidebar


def add_members(
    room: Room, people: list[User], *, by: User, event_name: str, text: str, role: Role = Role.MEMBER, **facts: object
) -> None:
    """Make people members of a locked room, write a system line about it, and announce both.

    Args:
        room: The room, locked in this transaction.
        people: The new members. Everything written so far counts as read by them.
        by: The author of the system line.
        event_name: The event that the line reports, for clients that word it themselves.
        text: The line in English.
        role: The role of the new members.
        facts: Further facts that clients need to word the event.
    """
    rev, seq = room.last_rev, room.last_seq
    line = member_line(room, by, event_name, text, **facts)
    # Leaving and coming back ends neither a mute nor the wait of slow mode.
    ids = [person.pk for person in people]
    muted, sent = measures.muted_until(room.pk, ids), measures.last_turns(room, ids)
    rows = [
        Membership(
            room=room,
            user=person,
            role=role,
            read_seq=room.last_seq,
            muted_until=muted.get(person.pk),
            last_sent_at=sent.get(person.pk),
        )
        for person in people
    ]
    Membership.objects.bulk_create(rows)
    versions = _change_member_count(room, people, +len(people))
    here = presence.count_members_here(room.pk)
    # Only theirs: reading the entries of all members would make a thousand joins cost a million of them.
    entries = sidebar.entries_of_people(versions, lambda _: here, [room.pk])
    peers = tuple(room.memberships.values_list("user_id", flat=True)) if room.is_direct else ()
    controls = [
        Control("join", person.pk, room.pk, rev=rev, seq=seq, access_version=versions[person.pk], peers=peers)
        for person in people
    ]
    welcomes = [_welcome(room, entries[control.user_id][0], control) for control in controls]
    joined = [_joined_frame(room, person) for person in people]
    announce(*welcomes, in_room(room, line), in_room(room, *joined))


def _welcome(room: Room, entry: RoomPayload, control: Control) -> Announcement:
    """Make what a new member receives: the room's entry, and for their connections the control to join."""
    return to_user(control.user_id, Frame(event("room:added", entry), subject=f"room:{room.pk}"), control=control)


def remove_member(
    room: Room, membership: Membership, *, by: User, event_name: str, text: str, reason: str, **facts: object
) -> None:
    """End a membership of a locked room, write a system line about it, and announce both.

    Args:
        room: The room, locked in this transaction.
        membership: The membership, with its user.
        by: The author of the system line.
        event_name: The event that the line reports, for clients that word it themselves.
        text: The line in English.
        reason: The reason that the person is told: `left` or `removed`.
        facts: Further facts that clients need to word the event.
    """
    person = membership.user
    membership.delete()
    versions = _change_member_count(room, [person], -1)
    line = member_line(room, by, event_name, text, **facts)
    # The control comes first, so that only those who stay receive what follows.
    removed = RoomRemoved(room_id=room.pk, reason=reason)  # type: ignore[arg-type]
    control = Control("leave", person.pk, room.pk, access_version=versions[person.pk])
    to_person = to_user(person.pk, Frame(event("room:removed", removed), subject=f"room:{room.pk}"), control=control)
    announce(to_person, in_room(room, line), in_room(room, _left_frame(room, person)))


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
