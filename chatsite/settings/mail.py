"""Outgoing mail."""

import re
from email.utils import parseaddr

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from chatsite.settings.env import parse_url, read_positive_int, read_str
from chatsite.settings.site import DEBUG

_EXAMPLE = "smtp+tls://user:password@host:587."
_PORTS = {"smtp": 25, "smtps": 587, "smtp+tls": 587, "smtp+ssl": 465}

# Development shows mail in the terminal. In production that would put reset links into a log that many can read.
EMAIL_URL = read_str("EMAIL_URL", "consolemail://" if DEBUG else "dummymail://")
_parts = parse_url("EMAIL_URL", EMAIL_URL, _EXAMPLE)
if _parts.scheme not in Env.EMAIL_SCHEMES:
    raise ImproperlyConfigured(f"EMAIL_URL must look like {_EXAMPLE}")
if _parts.scheme in _PORTS and not _parts.hostname:
    raise ImproperlyConfigured(f"EMAIL_URL names no mail server; it must look like {_EXAMPLE}")
if _parts.scheme == "filemail" and not _parts.path.strip("/"):
    raise ImproperlyConfigured("EMAIL_URL names no folder; it must look like filemail:///var/mail/chatsite.")
if _parts.query or _parts.fragment:
    raise ImproperlyConfigured("EMAIL_URL takes no options; percent-encode ? and # in a password.")

# Sets EMAIL_BACKEND, EMAIL_HOST and the other settings of Django's mail.
globals().update(Env.email_url_config(EMAIL_URL))
EMAIL_PORT = _parts.port or _PORTS.get(_parts.scheme)
# Seconds. Django's default is to wait for ever, and a request waits with it.
EMAIL_TIMEOUT = read_positive_int("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = read_str("DEFAULT_FROM_EMAIL", "chatsite@localhost")
if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", parseaddr(DEFAULT_FROM_EMAIL)[1]):
    raise ImproperlyConfigured("DEFAULT_FROM_EMAIL must be an address such as Chat <chat@example.org>.")
