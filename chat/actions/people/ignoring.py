"""Ignore people: their messages are folded away, and nothing of theirs calls the one who ignores them.

Only the person's own connections hear of it.
"""

from django.db import transaction
from django.db.models import F
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import person_for
from chat.actions.frames import entry_updated, me_updated, mention_counts
from chat.actions.rooms.invitations import announce_waiting
from chat.delivery.announce import announce
from chat.errors import Conflict, Invalid
from chat.models import Membership, RoomInvitation, User
from chat.models.rooms.rooms import direct_key
from chat.queries.rooms.unread_mentions import unread_mentions
from chat.rate_limits.kinds import limited


@limited("personal")
def ignore(*, by: User, user_id: int) -> User:
    """Ignore a person, whatever their role. Somebody who is ignored already stays so. Returns the user as stored.

    Raises:
        NotFound: There is no such person.
        Invalid: It is the user.
        Conflict: The user ignores IGNORED_PEOPLE people.
    """
    if user_id == by.pk:
        raise Invalid(_("You cannot ignore yourself."))
    person_for(user_id)
    return _change(by, user_id, on=True)


@limited("personal")
def stop_ignoring(*, by: User, user_id: int) -> User:
    """Ignore a person no more. It is no error if they are not ignored. Returns the user as stored."""
    return _change(by, user_id, on=False)


def _change(by: User, user_id: int, *, on: bool) -> User:
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
        if user.ignores(user_id) == on:
            return user
        ids = [pk for pk in user.ignored_ids if pk != user_id]
        if on and len(ids) >= conf.IGNORED_PEOPLE:
            raise Conflict(format_lazy(_("You can ignore at most {most} people."), most=conf.IGNORED_PEOPLE))
        unread = list(Membership.objects.filter(user=user, read_seq__lt=F("room__last_seq")))
        before = unread_mentions(unread)
        user.ignored = _stored([*ids, user_id] if on else ids)
        user.save(update_fields=["ignored"])
        after = unread_mentions(unread)
        announce(me_updated(user))
        announce(*mention_counts([row.pk for row in unread if before.get(row.pk) != after.get(row.pk)], {}))
        direct = Membership.objects.filter(user=user, room__direct_key=direct_key([user.pk, user_id])).first()
        if direct is not None:
            announce(entry_updated(user.pk, direct.room_id))
        if RoomInvitation.objects.waiting().filter(user=user, invited_by=user_id).exists():
            announce_waiting(user.pk)
    return user


def _stored(ids: list[int]) -> str:
    return f" {' '.join(map(str, ids))} " if ids else ""
