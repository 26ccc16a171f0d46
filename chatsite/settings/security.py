"""The secret key, the hosts the site answers to, cookies and security headers."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from chatsite.settings.env import env, read_bool, read_list
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
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = env.str("SECRET_KEY", "")
# asgi.py refuses to serve with DEBUG=0 and a development key. Commands such as migrate accept it.
SECRET_KEY_IS_FOR_DEVELOPMENT = not SECRET_KEY
if not SECRET_KEY:
    if os.environ.get("DEBUG") and not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY is required when DEBUG=0.")
    SECRET_KEY = development_key(DATA_DIR / "secret_key")
elif not DEBUG and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY must be at least 32 characters long.")

ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS", [])
for origin in CSRF_TRUSTED_ORIGINS:
    if not origin.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"CSRF_TRUSTED_ORIGINS needs origins such as https://chat.example, not {origin!r}.")

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = read_bool("SECURE_COOKIES", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if read_bool("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
