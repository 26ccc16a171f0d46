"""Issue and revoke API tokens, and issue tickets, with which programs and other origins log in."""

import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import TICKET_SALT, Credential
from chat.delivery.announce import announce, to_user
from chat.delivery.announcements import Control
from chat.errors import Conflict, Invalid, NotFound
from chat.models import ApiToken, User
from chat.models.people.tokens import digest, new_secret
from chat.rate_limits.kinds import charge
from chat.text.labels import check_label
from chat.text.people.names import NameRefused


def issue(*, user: User, name: str = "token") -> tuple[ApiToken, str]:
    """Create an API token.

    Returns:
        The token and its secret. Only a hash of the secret is stored.

    Raises:
        Invalid: The name cannot be accepted.
        Conflict: The user has TOKENS_PER_USER tokens.
    """
    try:
        label = check_label(name, 60) or "token"
    except NameRefused as error:
        raise Invalid(error.message, fields={"name": error.code}) from None
    charge("tokens", user.pk)
    if user.api_tokens.filter(revoked_at=None).count() >= conf.TOKENS_PER_USER:
        raise Conflict(format_lazy(_("You have {count} tokens; revoke one first."), count=conf.TOKENS_PER_USER))
    secret = new_secret()
    token = ApiToken.objects.create(user=user, name=label, digest=digest(secret), prefix=secret[:10])
    return token, secret


def revoke(*, by: User, token_id: int) -> None:
    """Revoke a token, and close the connections that logged in with it. Staff may revoke anybody's token.

    Raises:
        NotFound: The user has no such token, or it is revoked already.
    """
    tokens = ApiToken.objects.filter(revoked_at=None) if by.is_staff else by.api_tokens.filter(revoked_at=None)
    with transaction.atomic():
        token = tokens.filter(pk=token_id).first()
        if token is None:
            raise NotFound(_("There is no such token."))
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        announce(to_user(token.user_id, control=Control("end", token.user_id, code=4401, token_id=token.pk)))


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
