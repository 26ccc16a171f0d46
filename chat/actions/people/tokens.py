"""Issue and revoke API tokens, and issue tickets, with which programs and other origins log in."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import TICKET_SALT, Credential, may_as_staff
from chat.actions.moderation import audit
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Control
from chat.errors import Conflict, Invalid, NotFound
from chat.models import ApiToken, User
from chat.models.people.tokens import EVERYTHING, SCOPES, digest, new_secret
from chat.rate_limits.kinds import charge
from chat.text.labels import check_label
from chat.text.people.names import NameRefused


def issue(
    *,
    user: User,
    by: User | None = None,
    name: str = "token",
    scopes: Iterable[str] | None = None,
    room_ids: Iterable[int] | None = None,
    days: int | None = None,
) -> tuple[ApiToken, str]:
    """Create an API token.

    Args:
        user: Whose token it is.
        by: The user who makes it. None for the site's commands.
        name: Its purpose.
        scopes: Some of SCOPES. None for everything.
        room_ids: The only rooms that it reaches. None for all rooms of the user.
        days: How long it is valid. None for ever.

    Returns:
        The token and its secret. Only a hash of the secret is stored.

    Raises:
        Invalid: The name, a scope, a room or the number of days cannot be accepted.
        Conflict: The user has TOKENS_PER_USER tokens.
    """
    try:
        label = check_label(name, 60) or "token"
    except NameRefused as error:
        raise Invalid(error.message, fields={"name": error.code}) from None
    limits = {"scopes": _clean_scopes(scopes), "room_ids": _clean_rooms(user, room_ids), "expires_at": _end_after(days)}
    charge("tokens", user.pk)
    if user.api_tokens.filter(revoked_at=None).count() >= conf.TOKENS_PER_USER:
        raise Conflict(format_lazy(_("You have {count} tokens; revoke one first."), count=conf.TOKENS_PER_USER))
    secret = new_secret()
    with transaction.atomic():
        token = ApiToken.objects.create(user=user, name=label, digest=digest(secret), prefix=secret[:10], **limits)
        facts = {"token": token.pk, "scopes": token.scopes, "rooms": token.room_ids}
        facts["expires"] = token.expires_at.isoformat() if token.expires_at else None
        audit.record("token.issue", by=by, person_id=user.pk, facts=facts, name=label)
    return token, secret


def _clean_scopes(scopes: Iterable[str] | None) -> str:
    if scopes is None:
        return EVERYTHING
    wanted = set(scopes)
    if not wanted or not wanted <= set(SCOPES):
        raise Invalid(
            format_lazy(_("Choose at least one of the scopes {names}."), names=", ".join(SCOPES)),
            fields={"scopes": "invalid"},
        )
    return " ".join(name for name in SCOPES if name in wanted)


def _clean_rooms(user: User, room_ids: Iterable[int] | None) -> list[int] | None:
    """Return the ids of rooms that the user is a member of."""
    if room_ids is None:
        return None
    wanted = sorted(set(room_ids))
    known = set(user.memberships.filter(room__in=wanted[: conf.TOKEN_ROOMS]).values_list("room_id", flat=True))
    if not wanted or set(wanted) != known:
        text = _("Choose up to {most} rooms that you are a member of.")
        raise Invalid(format_lazy(text, most=conf.TOKEN_ROOMS), fields={"rooms": "invalid"})
    return wanted


def _end_after(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= conf.TOKEN_DAYS_MOST:
        raise Invalid(fields={"expires": f"1 to {conf.TOKEN_DAYS_MOST} days"})
    return timezone.now() + timedelta(days=days)


def revoke(*, by: User, token_id: int) -> None:
    """Revoke a token, and close the connections that logged in with it.

    Staff with the permission to change tokens may revoke others' tokens, those of superusers excepted.

    Raises:
        NotFound: There is no such token that the user may revoke, or it is revoked already.
    """
    with transaction.atomic():
        token = ApiToken.objects.select_related("user").filter(pk=token_id, revoked_at=None).first()
        if token is None or not _may_revoke(by, token):
            raise NotFound(_("There is no such token."))
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        announce(to_user(token.user_id, control=Control("end", token.user_id, code=4401, token_id=token.pk)))
        audit.record("token.revoke", by=by, person_id=token.user_id, facts={"token": token.pk})


def _may_revoke(by: User, token: ApiToken) -> bool:
    if token.user_id == by.pk:
        return True
    return may_as_staff(by, "change_apitoken") and (by.is_superuser or not token.user.is_superuser)


def record_use(*, token_id: int) -> None:
    """Store that a token was used, at most once a minute."""
    now = timezone.now()
    minute = now.replace(second=0, microsecond=0)
    ApiToken.objects.filter(pk=token_id).exclude(last_used_at__gte=minute).update(last_used_at=now)


def issue_ticket(*, credential: Credential) -> tuple[str, datetime]:
    """Issue a ticket with which one connection can be opened within TICKET_LIFETIME seconds.

    The ticket is no longer valid when the credential that it was issued for has ended.

    Returns:
        The ticket, and when it expires.
    """
    facts = {
        "user": credential.user_id,
        "session": credential.session_key,
        "token": credential.token_id,
        "nonce": secrets.token_urlsafe(12),
    }
    expires_at = timezone.now() + timedelta(seconds=conf.TICKET_LIFETIME)
    return signing.dumps(facts, salt=TICKET_SALT, compress=True), expires_at
