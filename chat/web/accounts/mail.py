"""Sends the mails about accounts, and lets nobody learn from the answer, or its timing, which addresses are known."""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from chat import conf
from chat.actions.people import email_addresses
from chat.errors import RateLimited, Unavailable
from chat.models import Admission, AdmissionStatus, User
from chat.rate_limits.kinds import charge
from chat.web.accounts.links import reset_link, site_url

log = logging.getLogger(__name__)
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
SALT = "chat.web.confirm_email"
CHANGE_SALT = "chat.web.change_email"
_threads = ThreadPoolExecutor(4, "mail")


def can_send() -> bool:
    """Return whether the site sends mail."""
    return bool(settings.EMAIL_BACKEND != NO_MAIL)


def send_reset_links(request: HttpRequest, email: str) -> None:
    """Mail a link to each account with this address. Takes MAIL_SECONDS whether or not there is one.

    Raises:
        Unavailable: The mail server cannot be reached. A mail that it refuses is in the log only: the answer would tell
            that there is an account.
    """
    until = time.monotonic() + conf.MAIL_SECONDS
    people = email_addresses.accounts_with(email)
    messages = [_reset_mail(request, user) for user in people]
    sending = _threads.submit(_send, messages)
    wait([sending], max(0, until - time.monotonic()))
    time.sleep(max(0, until - time.monotonic()))
    _require_sent(sending)


def send_reset_link(request: HttpRequest, user: User) -> None:
    """Mail a link to one person, because staff ask for it.

    Raises:
        Unavailable: The mail server cannot be reached, or refuses the mail.
    """
    sending = _threads.submit(_send, [_reset_mail(request, user)])
    wait([sending], settings.EMAIL_TIMEOUT)
    _require_sent(sending)
    if sending.done() and not sending.result():
        raise Unavailable()


def send_confirmation(request: HttpRequest, user: User) -> None:
    """Ask the owner of the address whether it is this user's. Somebody who has confirmed it already is told so.

    Raises:
        RateLimited: The address has got too many such mails.
    """
    if not user.email or user.email_verified or not can_send():
        return
    charge("mails", user.email)
    owner = email_addresses.owner_of(user.email)
    if owner is None:
        token = signing.dumps([user.pk, user.email], salt=SALT)
        url = site_url(request, reverse("email-confirm", args=[token]))
        message = _render(request, "account/email/confirm_address", user, confirm_url=url)
    else:
        message = _render(request, "account/email/known_address", owner)
    # A slow mail server does not hold up the sign-up. A failure is in the log, and the profile page sends another one.
    wait([_threads.submit(_send, [message])], conf.MAIL_SECONDS)


def send_confirmation_of_new_account(request: HttpRequest, user: User) -> None:
    """Like `send_confirmation`. Does nothing when the address has got too many mails, so that nobody learns of them."""
    try:
        send_confirmation(request, user)
    except RateLimited:
        log.info("An address got too many mails about new accounts.")


def send_link_of_change(request: HttpRequest, user: User, email: str) -> None:
    """Ask the owner of a new address whether it is this user's. Somebody who has confirmed it already is told so.

    Raises:
        RateLimited: The address has got too many such mails.
        Unavailable: The mail server cannot be reached.
    """
    charge("mails", email)
    owner = email_addresses.owner_of(email)
    if owner is None or owner.pk == user.pk:
        token = signing.dumps([user.pk, user.email, email], salt=CHANGE_SALT)
        url = site_url(request, reverse("email-change-confirm", args=[token]))
        message = _render(request, "account/email/changes/change_address", user, to=email, confirm_url=url)
    else:
        message = _render(request, "account/email/changes/wanted_address", owner)
    sending = _threads.submit(_send, [message])
    wait([sending], conf.MAIL_SECONDS)
    _require_sent(sending)


def read_change(token: str) -> tuple[int, str, str] | None:
    """Return the user's id, the former and the new address of a link, or None if the link has ended."""
    try:
        user_id, before, email = signing.loads(token, salt=CHANGE_SALT, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except signing.BadSignature:
        return None
    return user_id, before, email


def send_notice(request: HttpRequest, user: User, template: str, *, to: str = "", **context: str) -> None:
    """Tell somebody by mail, at an address that is surely theirs, that something about their account has changed.

    Args:
        request: The request that changed it.
        user: The person.
        template: The name of the mail without `_message.txt`.
        to: An address that the person has confirmed before, instead of the present one.
        **context: For the template.
    """
    address = to or (user.email if user.email_verified else "")
    if address and can_send():
        with translation.override(user.language):
            message = _render(request, template, user, to=address, **context)
        wait([_threads.submit(_send, [message])], conf.MAIL_SECONDS)


def send_decision(request: HttpRequest, admission: Admission) -> None:
    """Tell a newcomer, in their language, whether they may come in. Does nothing where there is no mail.

    Nobody waits for the mail: a failure is in the log, and whoever logs in reads the same.
    """
    person = admission.person
    if not person.email or not can_send():
        return
    is_admitted = admission.status == AdmissionStatus.ADMITTED
    name = "admitted" if is_admitted else "refused"
    with translation.override(person.language):
        url = site_url(request, reverse("account_login"))
        message = _render(request, f"account/email/newcomers/{name}", person, login_url=url, reason=admission.reason)
    _threads.submit(_send, [message])


def read_confirmation(token: str) -> tuple[int, str] | None:
    """Return the user's id and the address of a link, or None if the link has ended."""
    try:
        user_id, email = signing.loads(token, salt=SALT, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except signing.BadSignature:
        return None
    return user_id, email


def _reset_mail(request: HttpRequest, user: User) -> EmailMessage:
    url = reset_link(request, user)
    return _render(request, "account/email/password_reset_key", user, password_reset_url=url)


def _render(request: HttpRequest, template: str, user: User, *, to: str = "", **context: str) -> EmailMessage:
    values = {"user": user, "username": user.username, "request": request, **context}
    message: EmailMessage = get_adapter(request).render_mail(template, to or user.email, values)
    return message


def _send(messages: Sequence[EmailMessage]) -> bool:
    """Return whether the mail server takes all of these. Those that it refuses are logged, and the others sent."""
    try:
        # Also without any message, so that a mail server that is away is the same for all addresses.
        with get_connection() as connection:
            taken = [_is_taken(connection, message) for message in messages]
    except OSError as error:
        log.error("The mail server cannot be reached: %s", error)
        raise
    return all(taken)


def _is_taken(connection: BaseEmailBackend, message: EmailMessage) -> bool:
    try:
        connection.send_messages([message])
    except OSError as error:
        log.error("An e-mail could not be sent: %s", error)
        return False
    return True


def _require_sent(sending: "Future[bool]") -> None:
    if sending.done() and isinstance(sending.exception(), OSError):
        raise Unavailable()
