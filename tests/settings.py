"""The site's settings for tests: temporary data and fast password hashes.

DATABASE_URL and REDIS_URL of the environment choose the stores.
"""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="chatsite-tests-"))
os.environ.setdefault("STATIC_ROOT", f"{os.environ['DATA_DIR']}/static")
os.environ.setdefault("SECRET_KEY", "the tests' own key, which protects nothing at all")
os.environ.setdefault("BENCH_ROOMS", "1")
os.environ.setdefault("LINK_PREVIEWS", "0")  # Tests send no requests to other people's servers.

from chatsite.settings import *  # noqa: F403
from chatsite.settings import DATA_DIR, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# SQLite: a file, because threads share it. PostgreSQL: a unique name, because several runs may share a server.
DATABASES["default"]["TEST"] = (
    {"NAME": str(DATA_DIR / "test.sqlite3")}
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {"NAME": f"test_chatsite_{os.getpid()}"}
)
if "options" in DATABASES["default"].get("OPTIONS", {}):
    # A test that shows pages holds one transaction open, for longer than a server may on a slow machine.
    DATABASES["default"]["OPTIONS"]["options"] = "-c idle_in_transaction_session_timeout=60000"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Each test client builds its own middleware, which would search for every static file.
SERVESTATIC_USE_FINDERS = SERVESTATIC_USE_STATIC_ROOT = False
