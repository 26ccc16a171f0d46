"""How a person is seen: away on all devices, not at all, and here at last."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from chat.actions.frames import me_updated
from chat.delivery.announce import announce
from chat.models import User
from chat.rate_limits.kinds import limited


@limited("personal")
def choose_away(*, by: User, away: bool) -> User:
    """Store whether the user wants to be shown as away on all of their devices, and return the user as stored.

    Announced to the user's own connections, which then say so in their `presence`.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
        if user.chose_away != away:
            user.chose_away = away
            user.save(update_fields=["chose_away"])
            announce(me_updated(user))
    return user


@limited("personal")
def hide_presence(*, by: User, hidden: bool) -> User:
    """Store whether the user looks offline to everybody else, and return the user as stored.

    The time at which they were last here is forgotten, so that it is not shown when they show themselves again.
    `me:updated` tells each process, which shows the user to nobody from then on, or to those who may see them.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
        if user.hides_presence != hidden:
            user.hides_presence, user.last_seen_at = hidden, None
            user.save(update_fields=["hides_presence", "last_seen_at"])
            announce(me_updated(user))
    return user


def record_last_seen(*, user_ids: Iterable[int]) -> None:
    """Store the present time as the last at which these people were online, but those who hide it."""
    User.objects.filter(pk__in=user_ids, hides_presence=False).update(last_seen_at=timezone.now())
