"""Create, change and archive rooms."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import may_as_staff, moderated_room_for, room_for
from chat.actions.changes.numbering import lock_room, require_open, write_system_line
from chat.actions.frames import in_room, new_message, room_updated
from chat.actions.moderation import audit, room_rules, word_filter
from chat.actions.rooms import invitations
from chat.actions.rooms.membership_changes import add_members
from chat.actions.rooms.memberships import add_invited
from chat.delivery.announce import announce
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import Kind, Membership, Role, Room, User
from chat.models.rooms.rooms import direct_key
from chat.rate_limits.kinds import charge, limited
from chat.text.labels import check_room_name, check_topic
from chat.text.people.names import NameRefused


@limited("rooms")
def create(
    *,
    by: User,
    name: str,
    kind: Kind = Kind.PUBLIC,
    topic: str = "",
    is_default: bool = False,
    is_unlimited: bool = False,
) -> Room:
    """Create a public or private room, owned by its creator.

    Args:
        by: The creator, who becomes its first member.
        name: Unique among public rooms.
        kind: Not direct; `open_direct` creates those.
        topic: May be empty.
        is_default: New users join this room.
        is_unlimited: No rate limit applies to messages in it, as in load tests.

    Raises:
        Invalid: The name, the kind or the topic cannot be accepted.
        Conflict: A public room has this name.
    """
    if kind == Kind.DIRECT:
        raise Invalid(fields={"kind": "public or private"})
    name, topic = _clean("name", name), _clean("topic", topic)
    try:
        with transaction.atomic():
            room = Room(
                kind=kind, name=name, topic=topic, created_by=by, is_default=is_default, is_unlimited=is_unlimited
            )
            room.save()
            add_members(room, [by], by=by, event_name="created", text=f"{by.name} created the room", role=Role.OWNER)
    except IntegrityError:
        _refuse_taken_name(room)
        raise
    return room


def open_direct(*, by: User, user_ids: list[int]) -> tuple[Room, bool]:
    """Return the conversation of the user with exactly these people, and create it if there is none.

    Anybody may begin a conversation of two. In a larger one, people whose settings say so are asked first.

    Returns:
        The room, and whether it was created.

    Raises:
        Invalid: The conversation would have too few people or too many.
        NotFound: Somebody does not exist or is deactivated.
        Conflict: Too many invitations wait for somebody.
    """
    ids = sorted({by.pk, *user_ids})
    if not 2 <= len(ids) <= conf.DIRECT_MEMBERS:
        most = conf.DIRECT_MEMBERS - 1
        text = format_lazy(_("A conversation needs 1 to {most} other people."), most=most)
        raise Invalid(text, fields={"userIds": f"1 to {most} other people"})
    key = direct_key(ids)
    existing = Room.objects.filter(direct_key=key).first()
    if existing is not None:
        _enter(existing, by)
        return existing, False
    people = list(User.objects.filter(pk__in=ids, is_active=True))
    if len(people) != len(ids):
        raise NotFound(_("There is no such person here."))
    charge("rooms", by.pk)
    asked = invitations.to_be_asked(by, ids) if len(ids) > 2 else set()
    for _person in asked:
        charge("invitations", by.pk)
    try:
        with transaction.atomic():
            room = Room(kind=Kind.DIRECT, direct_key=key, created_by=by)
            room.save()
            present = [person for person in people if person.pk not in asked]
            add_members(room, present, by=by, event_name="created", text=f"{by.name} started the conversation")
            for person in people:
                if person.pk in asked:
                    invitations.invite(room, person, by=by)
    except IntegrityError:
        # Another member has created it at the same moment.
        other_room = Room.objects.filter(direct_key=key).first()
        if other_room is None:
            raise
        _enter(other_room, by)
        return other_room, False
    return room, True


@limited("topics")
def update(
    *,
    by: User,
    room_id: int,
    name: str | None = None,
    topic: str | None = None,
    slow_seconds: int | None = None,
    read_only: bool | None = None,
) -> Room:
    """Rename a room, set its topic, or say who may write how often.

    Args:
        by: A moderator of the room.
        room_id: The room.
        name: This and the next three: None leaves it as it is.
        topic: May be empty.
        slow_seconds: The wait between two messages of a member who does not moderate; 0 for none.
        read_only: Whether only moderators write.

    Raises:
        NotFound, NotAMember, Forbidden: The user is not a moderator of this room.
        Archived: The room is archived.
        Invalid: The name or the topic cannot be accepted.
        Conflict: A public room has this name.
    """
    try:
        with transaction.atomic():
            room = lock_room(room_for(by.pk, room_id).pk)
            moderated_room_for(by.pk, room_id)
            require_open(room)
            if name is not None and (name := _clean("name", name)) != room.name:
                room.name = name
                _save_and_announce(room, by, "renamed", f"{by.name} renamed the room to {name}", name=name)
            if topic is not None and (topic := _clean("topic", topic)) != room.topic:
                room.topic = topic
                _save_and_announce(
                    room,
                    by,
                    "topic",
                    f"{by.name} set the topic: {topic}" if topic else f"{by.name} cleared the topic",
                    topic=topic,
                )
            changed = room_rules.set_rules(room, slow_seconds=slow_seconds, read_only=read_only)
            announce(*room_updated(room))
            room_rules.record(room, by, changed)
    except IntegrityError:
        _refuse_taken_name(room)
        raise
    return room


@limited("topics")
def archive(*, by: User, room_id: int, on: bool = True, as_staff: bool = False) -> Room:
    """Archive a room, so that nobody can write in it, or reopen it.

    Args:
        by: An owner of the room, or staff.
        room_id: The room.
        on: False reopens the room.
        as_staff: Use the rights of staff, who need not be in the room.

    Raises:
        NotFound, NotAMember, Forbidden: The user may not archive this room.
        Conflict: New users join this room, or another public room has taken its name meanwhile.
    """
    as_staff = as_staff and may_as_staff(by, "change_room")
    try:
        with transaction.atomic():
            room = lock_room(room_id if as_staff else room_for(by.pk, room_id).pk)
            if not as_staff and moderated_room_for(by.pk, room_id).role != Role.OWNER:
                raise Forbidden(_("Only an owner may archive a room."))
            if room.is_default and on:
                raise Conflict(_("New users join this room, so it cannot be archived."))
            if room.is_archived != on:
                room.archived_at = timezone.now() if on else None
                event, verb = ("archived", "archived") if on else ("unarchived", "reopened")
                _save_and_announce(room, by, event, f"{by.name} {verb} the room")
                announce(*room_updated(room))
                audit.record(f"room.{event}", by=by, room_id=room_id)
    except IntegrityError:
        _refuse_taken_name(room)
        raise
    return room


def _enter(room: Room, by: User) -> None:
    """Bring a person into a conversation into which they were invited, since they open it themselves."""
    if not Membership.objects.filter(room=room, user=by).exists():
        with transaction.atomic():
            room = lock_room(room.pk)
            if not Membership.objects.filter(room=room, user=by).exists():
                invitations.forget(room, by)
                add_invited(room, by)


def default_rooms() -> list[Room]:
    """Return the open rooms that new users join."""
    return list(Room.objects.open().filter(is_default=True, kind=Kind.PUBLIC))


def join_default_rooms(person: User) -> None:
    """Make a new user a member of the default rooms."""
    for default_room in default_rooms():
        with transaction.atomic():
            room = lock_room(default_room.pk)
            if not Membership.objects.filter(room=room, user=person).exists():
                add_members(room, [person], by=person, event_name="joined", text=f"{person.name} joined")


def _save_and_announce(room: Room, by: User, event: str, text: str, **facts: object) -> None:
    room.save()
    announce(in_room(room, new_message(write_system_line(room, by, event, text, **facts))))


def _refuse_taken_name(room: Room) -> None:
    """Raise Conflict if another open public room has the name of a room that could not be stored."""
    others = Room.objects.open().filter(kind=Kind.PUBLIC, name_key=room.name_key).exclude(pk=room.pk)
    if room.kind == Kind.PUBLIC and others.exists():
        raise Conflict(_("A public room with this name exists already."), fields={"name": "taken"}) from None


def _clean(field: str, value: str) -> str:
    """Return a room's name or topic as it is stored. Raises Invalid, Filtered."""
    try:
        checked = (
            check_room_name(value, conf.ROOM_NAME_LENGTH) if field == "name" else check_topic(value, conf.TOPIC_LENGTH)
        )
    except NameRefused as error:
        raise Invalid(error.message, fields={field: error.code}) from None
    word_filter.require_clean(checked)
    return checked
