"""Accounts whose people log in at an OpenID Connect provider."""

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import audit
from chat.actions.people import email_addresses, signing_up
from chat.errors import Conflict, NotFound
from chat.models import User
from chat.rate_limits.kinds import limited


def sign_up(*, provider: str, uid: str, email: str = "", is_verified: bool = False, **account: str) -> User:
    """Create an account without a password for somebody whom the provider knows, if the site lets them.

    Args:
        provider: Our name of the provider.
        uid: The person at the provider.
        email: Their address there, or empty.
        is_verified: Whether the provider has confirmed it.
        **account: The other arguments of `signing_up.sign_up`.

    Raises:
        Forbidden: Sign-up is closed.
        NotFound: Sign-up needs an invitation, and this one is not valid.
        Invalid: A value cannot be accepted.
        Conflict: The username is taken, or the person has an account already.
    """
    try:
        with transaction.atomic():
            # A person without a password is hashed fast, so it may be in the transaction.
            user = signing_up.sign_up(password=None, email=email, **account)
            SocialAccount.objects.create(user=user, provider=provider, uid=uid)
            if user.email and is_verified and email_addresses.owner_of(user.email) is None:
                email_addresses.confirm(by=user, email=user.email)
    except IntegrityError:
        raise Conflict(_("You have an account here already. Log in again.")) from None
    return user


def record_connection(*, user: User, address: str) -> None:
    """Note that somebody has connected their account with one at the provider."""
    audit.record("single_sign_on.on", by=user, person_id=user.pk, address=address)


@limited("profile")
def disconnect(*, by: User, address: str) -> None:
    """End the user's log-in by the provider.

    Raises:
        NotFound: There is none.
        Conflict: The user has no password, and could not log in any more.
    """
    with transaction.atomic():
        if not by.has_usable_password():
            raise Conflict(_("Choose a password first: without one you could not log in any more."))
        if not SocialAccount.objects.filter(user=by).delete()[0]:
            raise NotFound()
        audit.record("single_sign_on.off", by=by, person_id=by.pk, address=address)
