"""The site's settings as the tests need them: throw-away data, quick password hashes.

The stores are those of the environment.
"""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="chatsite-tests-"))
os.environ.setdefault("SECRET_KEY", "the tests' own key, which protects nothing at all")
os.environ.setdefault("BENCH_ROOMS", "1")
os.environ.setdefault("LINK_PREVIEWS", "0")  # No test asks a stranger's server.

from chatsite.settings import *  # noqa: F403
from chatsite.settings import DATA_DIR, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file, because the threads of a real server share it; a name of its own, because several runs may share a PostgreSQL.
DATABASES["default"]["TEST"] = (
    {"NAME": str(DATA_DIR / "test.sqlite3")}
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {"NAME": f"test_chatsite_{os.getpid()}"}
)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Every client of a test makes its own chain of middleware, which would look up every static file that there is.
SERVESTATIC_USE_FINDERS = SERVESTATIC_USE_STATIC_ROOT = False
