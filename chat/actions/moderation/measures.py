"""Put into force what holds for some time: mutes, bans and kicks. Each function is called again when one ends.

The rows that a send reads anyway get the time until which it holds, so whoever sends compares times and asks nothing.
"""

from typing import Any

from django.utils.dateparse import parse_datetime

from chat.actions.changes.numbering import lock_room
from chat.actions.frames import entry_updated
from chat.actions.people.facts import announce_person
from chat.actions.people.sessions import raise_access_version
from chat.actions.rooms.membership_changes import add_members, remove_member
from chat.actions.rooms.memberships import require_another_owner
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Control, Frame
from chat.errors import Forbidden, NotFound
from chat.models import ActionKind, Membership, Mention, Message, ModerationAction, Role, Room, ThreadFollow, User
from chat.protocol.events import event
from chat.protocol.moderation import moderation_event
from chat.queries.moderation import measures

ROWS_KEPT = 1_000
"""Unread mentions, and followed threads, that a kick remembers."""
FOLLOW = ("root_id", "on", "read_seq", "last_seq")


def tell(action: ModerationAction) -> None:
    """Announce an action, or its end, to the person."""
    announce(to_user(action.person_id, Frame(event("moderation", moderation_event(action)))))


def apply_mute(action: ModerationAction) -> None:
    """Bring the columns of a mute up to date, whether it begins or ends. The room, if there is one, is locked."""
    until = measures.muted_until(action.room_id, [action.person_id]).get(action.person_id)
    if action.room_id is None:
        User.objects.filter(pk=action.person_id).update(muted_until=until)
    elif Membership.objects.filter(room_id=action.room_id, user_id=action.person_id).update(muted_until=until):
        announce(entry_updated(action.person_id, action.room_id))


def apply_ban(action: ModerationAction) -> None:
    """Bring the account up to date, whether a ban begins or ends. A ban closes every connection of the person."""
    person = User.objects.select_for_update().get(pk=action.person_id)
    until = measures.banned_until(person.pk)
    is_deactivated = person.is_deactivated if person.banned_until else not person.is_active
    raise_access_version(
        person,
        banned_until=until,
        is_active=until is None and not is_deactivated,
        is_deactivated=is_deactivated,
    )
    announce_person(person)
    if until is not None:
        announce(to_user(person.pk, control=Control("end", person.pk, code=4403)))


def kick(action: ModerationAction, room: Room, by: User) -> None:
    """Remove the person from the locked room, and remember their membership in the action.

    Raises:
        Forbidden: The room is a direct conversation.
        NotFound: The person is not in it.
        Conflict: The person is its last owner, and it has other members.
    """
    if room.is_direct:
        raise Forbidden()
    membership = Membership.objects.select_related("user").filter(room=room, user=action.person_id).first()
    if membership is None:
        raise NotFound()
    require_another_owner(room, membership)
    action.before = _kept(membership)
    person = membership.user
    text = f"{by.name} removed {person.name}"
    facts: dict[str, Any] = {"userId": person.pk, "name": person.name}
    remove_member(room, membership, by=by, event_name="removed", text=text, reason="removed", **facts)


def let_back(action: ModerationAction, by: User) -> None:
    """Undo a kick: restore the membership as it was, unless the person has come back already. The room is locked."""
    if action.room_id is None or not action.before:
        return
    room, person = lock_room(action.room_id), action.person
    if Membership.objects.filter(room=room, user=person).exists():
        return
    kept = action.before
    text = f"{by.name} added {person.name}"
    facts: dict[str, Any] = {"userId": person.pk, "name": person.name}
    add_members(room, [person], by=by, event_name="added", text=text, role=Role(kept["role"]), **facts)
    membership = Membership.objects.get(room=room, user=person)
    membership.notify, membership.read_seq = kept["notify"], kept["read_seq"]
    membership.joined_at = parse_datetime(kept["joined_at"]) or membership.joined_at
    membership.save(update_fields=["notify", "read_seq", "joined_at"])
    still_there = Message.objects.filter(pk__in=[pk for pk, _ in kept["mentions"]], deleted_at=None)
    Mention.objects.bulk_create(
        [Mention(membership=membership, message_id=pk, seq=seq) for pk, seq in still_there.values_list("pk", "seq")],
        ignore_conflicts=True,
    )
    follows = [ThreadFollow(membership=membership, **dict(zip(FOLLOW, row, strict=True))) for row in kept["follows"]]
    ThreadFollow.objects.bulk_create(follows, ignore_conflicts=True)
    announce(entry_updated(person.pk, room.pk))


def _kept(membership: Membership) -> dict[str, Any]:
    unread = membership.mentions.filter(seq__gt=membership.read_seq).order_by("-seq")
    follows = ThreadFollow.objects.filter(membership=membership).order_by("-pk")
    return {
        "role": membership.role,
        "notify": membership.notify,
        "read_seq": membership.read_seq,
        "joined_at": membership.joined_at.isoformat(),
        "mentions": [list(row) for row in unread.values_list("message_id", "seq")[:ROWS_KEPT]],
        "follows": [list(row) for row in follows.values_list(*FOLLOW)[:ROWS_KEPT]],
    }


APPLY = {ActionKind.MUTE: apply_mute, ActionKind.BAN: apply_ban}
