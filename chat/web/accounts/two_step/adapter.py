"""Adapts allauth's two-step log-in: secrets are stored encrypted, and the picture of the key fits our pages."""

import base64
import ipaddress
import logging
import secrets
from typing import Any, ClassVar

import qrcode  # type: ignore[import-untyped]
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from chat.models import User
from chat.text.people.devices import device_name

log = logging.getLogger(__name__)
SALT = "chat.web.two_step"
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""The methods that count as a second step. Recovery codes only stand in for one."""
QUIET_ZONE = 4
"""Light modules around a QR code, without which cameras do not find it."""


def has_two_step(user: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_STEPS).exists())


def must_set_up(user: User) -> bool:
    """Return whether this is a member of staff on a site that demands two steps of staff, and has not set them up."""
    return bool(settings.STAFF_TWO_STEP and user.is_staff and not has_two_step(user))


def passkeys_work(request: HttpRequest) -> bool:
    """Return whether browsers use passkeys with this address: over https under a name, or on localhost."""
    name = split_domain_port(request.get_host())[0]
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return request.is_secure() and not is_ip_address(name)


def is_ip_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or has been used."),
        "cannot_delete_authenticator": _("This site asks its staff for two steps, and this is your only second one."),
        "incorrect_passkey": _("This passkey could not be used."),
        "cannot_generate_recovery_codes": _("There are recovery codes only with two-step log-in."),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        """Encrypt a secret, so that a stolen copy of the database logs nobody in."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret. One that was encrypted with a lost SECRET_KEY becomes another, which no code fits."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.warning("A secret of two-step log-in was encrypted with another SECRET_KEY; its codes do not fit.")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return False for the last second step of staff, if the site demands it of them."""
        if not settings.STAFF_TWO_STEP or not authenticator.user.is_staff:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_STEPS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def build_totp_svg(self, url: str) -> SafeString:
        """Return a QR code without inline styles, which the policy of our pages forbids."""
        code = qrcode.QRCode(border=QUIET_ZONE)
        code.add_data(url)
        rows = code.get_matrix()
        dots = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
        return format_html(
            '<svg class="qr-code" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
            '<rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="{}"/></svg>',
            now_("QR code with the key"),
            *(len(rows), len(rows), "".join(dots)),
        )

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Name a new passkey after the device on which it is made."""
        return device_name(context.request.META.get("HTTP_USER_AGENT", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": split_domain_port(context.request.get_host())[0], "name": settings.SITE_NAME}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: events.py sends our own mails."""


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac(SALT, "key", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
