"""Outgoing mail."""

from django.core.exceptions import ImproperlyConfigured

from chatsite.settings.env import env, read_positive_int

try:
    # Sets EMAIL_BACKEND, EMAIL_HOST and the other settings of Django's mail.
    globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
except (ValueError, ImproperlyConfigured):
    raise ImproperlyConfigured("EMAIL_URL must look like smtp+tls://user:password@host:587.") from None
# Seconds. Django's default is to wait for ever, and a request waits with it.
EMAIL_TIMEOUT = read_positive_int("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "chatsite@localhost")
