"""The secret part of a link with which somebody chooses a new password."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from chat.models import User


class ResetTokens(PasswordResetTokenGenerator):
    """Django's tokens: valid once, for PASSWORD_RESET_TIMEOUT. They also end when all sessions are ended.

    allauth's own ones copy addresses into a table of its own. The site keeps them in User.email only.
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        value = super()._make_hash_value(user, timestamp)
        return f"{value}{user.session_version}"
