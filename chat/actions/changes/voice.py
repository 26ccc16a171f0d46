"""Whether a member may speak: what moderators have set for the person, the membership and the room.

It looks only at rows that every batch reads anyway, so a send costs no further statement.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from chat.errors import Banned, Filtered, Muted, ReadOnly, SlowMode
from chat.models import Membership
from chat.models.moderation.actions import FOR_EVER
from chat.text.messages.links import has_web_link


def require_active(member: Membership) -> None:
    """Raise Banned if the account is banned or deactivated. Its connections may need a moment to close."""
    if not member.user.is_active:
        raise Banned()


def require_voice(member: Membership) -> None:
    """Check that the member may write. The user and the room of the membership are loaded.

    Raises:
        Banned, Muted: As for `require_unmuted`.
        ReadOnly: Only moderators write in this room.
    """
    require_unmuted(member)
    if member.room.read_only and not member.moderates:
        raise ReadOnly()


def require_unmuted(member: Membership) -> None:
    """Check that the member may react and vote, which read-only rooms allow.

    Raises:
        Banned: The account is banned or deactivated.
        Muted: A moderator has muted the person, in this room or everywhere.
    """
    require_active(member)
    until = max((moment for moment in (member.muted_until, member.user.muted_until) if moment), default=None)
    if until is not None and until > (now := timezone.now()):
        if until >= FOR_EVER:
            raise Muted(until=None, retry_after_ms=None)
        raise Muted(until=until, retry_after_ms=milliseconds(until - now))


def require_turn(member: Membership) -> None:
    """Raise SlowMode if the member has to wait before the next message in this room. Moderators do not wait."""
    last = member.last_sent_at
    if not member.room.slow_seconds or member.moderates or last is None:
        return
    ready, now = last + timedelta(seconds=member.room.slow_seconds), timezone.now()
    # A clock that was set back must not make anybody wait for longer than the room says.
    if last <= now < ready:
        raise SlowMode(retry_after_ms=milliseconds(ready - now))


def require_trust(member: Membership, html: Callable[[], str]) -> None:
    """Raise Filtered if a new account sends a link, where the site wants none of them.

    Staff and bots may. Moderators of a room are no exception: everybody can make a room and moderate it.
    """
    hours, person = settings.NEWCOMER_LINK_HOURS, member.user
    if not hours or person.is_staff or person.is_bot or not has_web_link(html()):
        return
    left = person.date_joined + timedelta(hours=hours) - timezone.now()
    if left > timedelta():
        text = ngettext_lazy(
            "Your account is new, and may send links in %(hours)s hour.",
            "Your account is new, and may send links in %(hours)s hours.",
            "hours",
        )
        raise Filtered(text % {"hours": -(-left // timedelta(hours=1))})


def note_turn(member: Membership, now: datetime) -> None:
    """Remember when the member sent a message, in rooms with slow mode."""
    if member.room.slow_seconds:
        member.last_sent_at = now


def milliseconds(time: timedelta) -> int:
    """Return a time in whole milliseconds, rounded up."""
    return -(-time // timedelta(milliseconds=1))
