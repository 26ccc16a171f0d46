"""The secret key, the hosts the site answers to, cookies and security headers."""

import os
import re
import tempfile
from contextlib import suppress
from ipaddress import IPv6Address
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from chatsite.settings.env import parse_url, read_bool, read_int, read_list, read_str, shown
from chatsite.settings.paths import DATA_DIR
from chatsite.settings.site import DEBUG


def development_key(path: Path) -> str:
    """Return the key stored at `path`, creating it on the first call. Only the owner can read the file."""
    with suppress(FileExistsError):
        # Write a temporary file and link it once it is complete. Two processes that start together must not read
        # half a key.
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(get_random_secret_key())
        try:
            os.link(draft, path)
        finally:
            os.unlink(draft)  # noqa: PTH108
    key = path.read_text(encoding="utf-8").strip()
    if not key:
        raise ImproperlyConfigured(f"SECRET_KEY is unset, and {path} is empty. Delete that file, and a key is made.")
    return key


SECRET_KEY = read_str("SECRET_KEY")
# asgi.py refuses to serve with DEBUG=0 and a development key. Commands such as migrate accept it.
SECRET_KEY_IS_FOR_DEVELOPMENT = not SECRET_KEY
if not SECRET_KEY:
    if os.environ.get("DEBUG") and not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY is required when DEBUG=0.")
    try:
        SECRET_KEY = development_key(DATA_DIR / "secret_key")
    except (OSError, ValueError):
        raise ImproperlyConfigured("SECRET_KEY is unset, and DATA_DIR/secret_key cannot be read or made.") from None
elif not DEBUG and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY must be at least 32 characters long.")
SECRET_KEY_FALLBACKS = read_list("SECRET_KEY_FALLBACKS", [])
if not DEBUG and any(len(key) < 32 for key in SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured("SECRET_KEY_FALLBACKS must be former keys, each at least 32 characters long.")


def as_browsers_send_it(host: str) -> str:
    """Return an IPv6 address in brackets and in its short form; any other host as it is."""
    try:
        return f"[{IPv6Address(host.strip('[]')).compressed}]"
    except ValueError:
        return host


ALLOWED_HOSTS = [as_browsers_send_it(host) for host in read_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])]
for host in ALLOWED_HOSTS:
    # A scheme, a port or a path would never match, and every request would be refused.
    if not re.fullmatch(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", host, re.ASCII | re.IGNORECASE):
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS needs names such as chat.example.org, without scheme, port or path, not {shown(host)}."
        )
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS", [])
for origin in CSRF_TRUSTED_ORIGINS:
    parts = parse_url("CSRF_TRUSTED_ORIGINS", origin, "https://chat.example.org.")
    if parts.scheme not in {"http", "https"} or not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}":
        raise ImproperlyConfigured(
            "CSRF_TRUSTED_ORIGINS needs origins such as https://chat.example.org, without a slash or a path behind "
            f"them, not {shown(origin)}."
        )

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
# Answers over https mark their cookies in any case, see SecureCookiesMiddleware.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = read_bool("SECURE_COOKIES", False)
SECURE_HSTS_SECONDS = read_int("HSTS_SECONDS", 0)
# The proxy redirects to https (W008), and only the operator knows the other subdomains of the site (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if read_bool("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
