"""Put into force what holds for some time: mutes, bans and kicks. Each function is called again when one ends.

The rows that a send reads anyway get the time until which it holds, so whoever sends compares times and asks nothing.
"""

from typing import Any

from django.utils.dateparse import parse_datetime

from chat.access.moderation import Rank, rank_of
from chat.actions.changes.numbering import lock_room
from chat.actions.frames import entry_updated
from chat.actions.people.facts import announce_person
from chat.actions.people.sessions import raise_access_version
from chat.actions.rooms import removals
from chat.actions.rooms.memberships import bring_in, expel
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Control, Frame
from chat.errors import Forbidden, NotFound
from chat.models import ActionKind, Membership, Mention, Message, ModerationAction, Role, Room, ThreadFollow, User
from chat.protocol.events import event
from chat.protocol.moderation import moderation_event
from chat.queries.moderation import measures

ROWS_KEPT = 1_000
"""Unread mentions, and followed threads, that a kick remembers."""
KEPT = ("notify", "read_seq", "favourite", "section", "place")
KEPT_TIMES = ("joined_at", "last_sent_at")
FOLLOW = ("root_id", "on", "read_seq", "last_seq")


def tell(action: ModerationAction) -> None:
    """Announce an action, or its end, to the person."""
    announce(to_user(action.person_id, Frame(event("moderation", moderation_event(action)))))


def apply_mute(action: ModerationAction) -> None:
    """Bring the columns of a mute up to date, whether it begins or ends. The room, if there is one, is locked."""
    if action.room_id is None:
        # Of two mutes at the same moment, the second one reads the first.
        User.objects.select_for_update().get(pk=action.person_id)
    until = measures.muted_until(action.room_id, [action.person_id]).get(action.person_id)
    if action.room_id is None:
        User.objects.filter(pk=action.person_id).update(muted_until=until)
    elif Membership.objects.filter(room_id=action.room_id, user_id=action.person_id).update(muted_until=until):
        announce(entry_updated(action.person_id, action.room_id))


def apply_ban(action: ModerationAction) -> None:
    """Bring the account up to date, whether a ban begins or ends. A ban closes every connection of the person."""
    person = User.objects.select_for_update().get(pk=action.person_id)
    until = measures.banned_until(person.pk)
    is_known = person.banned_until is not None or person.is_newcomer
    is_deactivated = person.is_deactivated if is_known else not person.is_active
    raise_access_version(
        person,
        banned_until=until,
        is_active=until is None and not is_deactivated and not person.is_newcomer,
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
    action.before = _kept(membership)
    expel(room, membership, by=by)


def let_back(action: ModerationAction, by: User) -> None:
    """Undo a kick: restore the membership as it was. The room is locked.

    Nothing changes for somebody who has come back already, or whom somebody has removed again since. A role is
    restored only by those who could give it: a moderator brings back a member.
    """
    if action.room_id is None or not action.before:
        return
    room, person = lock_room(action.room_id), action.person
    if Membership.objects.filter(room=room, user=person).exists() or removals.is_removed(room, person):
        return
    kept = action.before
    may_give_roles = rank_of(by, Membership.objects.filter(room=room, user=by).first()) >= Rank.OWNER
    bring_in(room, person, by=by, role=Role(kept["role"]) if may_give_roles else Role.MEMBER)
    membership = Membership.objects.get(room=room, user=person)
    for name in KEPT:
        setattr(membership, name, kept[name])
    for name in KEPT_TIMES:
        setattr(membership, name, parse_datetime(kept[name] or ""))
    membership.save(update_fields=[*KEPT, *KEPT_TIMES])
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
        **{name: getattr(membership, name) for name in KEPT},
        **{name: moment and moment.isoformat() for name in KEPT_TIMES for moment in [getattr(membership, name)]},
        "mentions": [list(row) for row in unread.values_list("message_id", "seq")[:ROWS_KEPT]],
        "follows": [list(row) for row in follows.values_list(*FOLLOW)[:ROWS_KEPT]],
    }


APPLY = {ActionKind.MUTE: apply_mute, ActionKind.BAN: apply_ban}
