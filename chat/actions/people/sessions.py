"""End web sessions, and close the connections that logged in with them."""

from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone

from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Control
from chat.models import ApiToken, User, WebSession
from chat.text.moderation.networks import sortable


def store_password(*, user: User) -> None:
    """Store the password that `user.set_password()` has set.

    That method hashes, which is slow: call it before the transaction. Call `end_other_sessions` in the same
    transaction.
    """
    user.save(update_fields=["password"])


def note_address(*, user: User, address: str) -> None:
    """Note from where somebody logs in, so that whoever bans a network sees whom that meets."""
    user.last_address = sortable(address)
    User.objects.filter(pk=user.pk).update(last_address=user.last_address)


def end_other_sessions(*, user: User, keep_session: str | None) -> None:
    """End the user's web sessions, API tokens and connections, after the password has changed.

    Whoever knew the old password may have made tokens with it. A bot has no password and keeps its tokens.

    Call it in the transaction that stores the password.

    Args:
        user: Whose sessions end.
        keep_session: The key of the session that goes on, or None.
    """
    raise_access_version(user)
    WebSession.objects.filter(user=user).exclude(session_key=keep_session or "").delete()
    _revoke_tokens(user)
    announce(to_user(user.pk, control=Control("end", user.pk, code=4401, except_session=keep_session or "")))


def end_everything(user: User, *, is_active: bool) -> None:
    """End all sessions, reset links, API tokens and connections of an account that is switched off or on again."""
    state = {"is_active": is_active and not user.is_newcomer, "is_deactivated": not is_active}
    raise_access_version(user, **state, session_version=F("session_version") + 1)
    WebSession.objects.filter(user=user).delete()
    _revoke_tokens(user)
    announce(to_user(user.pk, control=Control("end", user.pk, code=4401 if is_active else 4403)))


def end_session(*, user: User, session_key: str) -> None:
    """Delete a web session and close its connections."""
    Session.objects.filter(session_key=session_key).delete()
    WebSession.objects.filter(session_key=session_key).delete()
    announce(to_user(user.pk, control=Control("end", user.pk, code=4401, session_key=session_key)))


def raise_access_version(user: User, **fields: object) -> None:
    """Make every process check the user's connections again, and store `fields`, also in the instance."""
    User.objects.filter(pk=user.pk).update(access_version=F("access_version") + 1, **fields)
    for name, value in fields.items():
        if not hasattr(value, "resolve_expression"):
            setattr(user, name, value)


def _revoke_tokens(user: User) -> None:
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
