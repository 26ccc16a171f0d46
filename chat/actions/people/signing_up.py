"""Make accounts for visitors, by the rules of the site."""

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.actions.people import admissions, invitations, users
from chat.actions.people.validation import clean_email
from chat.errors import Forbidden, Invalid, NotFound
from chat.models import User
from chat.queries import signing_up as rules
from chat.text.people.domains import is_within


def sign_up(
    *,
    username: str,
    password: str | None,
    email: str = "",
    display_name: str = "",
    language: str = "en",
    time_zone: str = "UTC",
    invitation: str = "",
    address: str = "",
) -> User:
    """Create an account for a visitor, if the site lets them.

    Where newcomers are approved, or have to confirm their address, the account cannot enter yet. An invitation stands
    for the approval.

    Args:
        username: Unique, whatever its case.
        password: The password, or None for somebody who logs in another way.
        email: An address, or empty where none is needed.
        display_name: The name that people see, or empty for the username.
        language: A code from settings.LANGUAGES.
        time_zone: An IANA name.
        invitation: The code of an invitation to the site, or empty.
        address: The network address of the visitor, for those who decide.

    Raises:
        Forbidden: Sign-up is closed.
        NotFound: Sign-up needs an invitation, and this one is not valid.
        Invalid: A value cannot be accepted.
        Conflict: The username is taken. An address may be somebody else's; it counts once its owner confirms it.
    """
    mode = rules.mode()
    if mode == "closed":
        raise Forbidden(_("Only the site's administrators can create accounts."))
    checked = clean_permitted_email(email)
    names = {"display_name": display_name, "language": language, "time_zone": time_zone}
    user = users.new_user(username, password, email="", **names)
    # Not confirmed yet. Whether others have the same address is not for the visitor to know.
    user.email = checked
    with transaction.atomic():
        is_invited = _redeem(invitation, is_needed=mode == "invite")
        needs_approval = settings.SIGNUP_APPROVAL and not is_invited
        user.is_newcomer = needs_approval or settings.SIGNUP_CONFIRM_EMAIL
        user.is_active = not user.is_newcomer
        users.store(user)
        if user.is_newcomer:
            admissions.begin(user, needs_approval=needs_approval, address=address)
    return user


def clean_permitted_email(email: str) -> str:
    """Return the address of somebody who signs up, or "" for none.

    Raises:
        Invalid: It is no address, its domain is not permitted, or there is none and the site needs one.
    """
    if not email.strip():
        if settings.SIGNUP_CONFIRM_EMAIL or settings.SIGNUP_DOMAINS:
            raise Invalid(_("An e-mail address is needed here."), fields={"email": "required"})
        return ""
    address = clean_email(email)
    domain = address.rpartition("@")[2]
    if is_within(domain, settings.SIGNUP_REFUSED_DOMAINS):
        raise Invalid(_("Addresses of this domain are not accepted here."), fields={"email": "domain_refused"})
    if settings.SIGNUP_DOMAINS and not is_within(domain, settings.SIGNUP_DOMAINS):
        domains = ", ".join(sorted(settings.SIGNUP_DOMAINS))
        message = format_lazy(_("Only addresses of these domains are accepted here: {domains}."), domains=domains)
        raise Invalid(message, fields={"email": "domain_refused"})
    return address


def _redeem(code: str, *, is_needed: bool) -> bool:
    """Use an invitation if there is one that works, and return whether there was. Raises NotFound if it is needed."""
    # Where accounts need neither invitation nor approval, none is used up.
    if not is_needed and not (code and settings.SIGNUP_APPROVAL):
        return False
    try:
        invitations.redeem(code=code)
    except NotFound:
        if is_needed:
            raise
        return False
    return True
