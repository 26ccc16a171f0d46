"""Two-step log-in for tests: set it up, and compute codes as an app on a phone does."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from chat.models import User
from tests.support.factories import PASSWORD

PERIOD = 30


def code_of(secret: str, steps: int = 0) -> str:
    """Return the code that an app shows now, or `steps` periods later."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // PERIOD + steps))


def wrong_code(secret: str) -> str:
    """Return a code that is not valid now, nor a moment before or after."""
    valid = {code_of(secret, steps) for steps in range(-3, 4)}
    return next(
        code
        for code in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777")
        if code not in valid
    )


def set_up_two_step(user: User) -> str:
    """Give somebody an authenticator app and recovery codes. Return the secret of the app."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def recovery_codes_of(user: User) -> list[str]:
    return list(RecoveryCodes.activate(user).get_unused_codes())


def confirm_password(client: Client) -> None:
    """Confirm with the password that the client is still used by the same person."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def forget_used_codes() -> None:
    """Let a code be used again, as it is half a minute later."""
    cache.clear()
