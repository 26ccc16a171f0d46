"""Every setting of the site, from the environment. docs/operating.md explains each variable.

A wrong or missing value stops the start with one line that names the variable.
"""

import logging
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from chatsite.storage import storage

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def boolean(name: str, default: bool) -> bool:
    value = env.str(name, "").strip().lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if value == "" else value in {"1", "true", "yes", "on"}
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def choice(name: str, default: str, *others: str) -> str:
    value = env.str(name, default).strip().lower() or default
    if value not in {default, *others}:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join((default, *others))}; it is {value!r}.")
    return value


def number(name: str, default: int) -> int:
    return positive(name, env.str(name, "").strip() or str(default))


def positive(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise ImproperlyConfigured(f"{name} must be a whole number from 1 on, not {value!r}.")
    return int(value)


def names(name: str, default: list[str]) -> list[str]:
    return [part for item in env.str(name, "").split(",") if (part := item.strip())] or default


def development_key(path: Path) -> str:
    """The key of a development machine: made once, kept beside the data, readable by its owner alone."""
    with suppress(FileExistsError):
        # Written apart and linked when it is whole: of two processes that start together, neither reads half a key.
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(get_random_secret_key())
        try:
            os.link(draft, path)
        finally:
            os.unlink(draft)  # noqa: PTH108
    return path.read_text(encoding="utf-8").strip()


# --- What the operator says

DEBUG = boolean("DEBUG", False)
DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "data").resolve()
REDIS_URL = env.str("REDIS_URL", "").strip()
DATABASE_URL = env.str("DATABASE_URL", "").strip() or f"sqlite:///{DATA_DIR / 'chatsite.sqlite3'}"
SIGNUP = choice("SIGNUP", "open", "invite", "closed")
BENCH_ROOMS = boolean("BENCH_ROOMS", DEBUG)
FILE_QUOTA_MB = number("FILE_QUOTA_MB", 2_000)
LINK_PREVIEWS = boolean("LINK_PREVIEWS", True)
SITE_NAME = env.str("SITE_NAME", "Chatsite")
ALLOWED_HOSTS = names("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = names("CSRF_TRUSTED_ORIGINS", [])
for origin in CSRF_TRUSTED_ORIGINS:
    if not origin.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"CSRF_TRUSTED_ORIGINS must hold https://chat.example or the like, not {origin!r}.")

try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR {DATA_DIR} cannot be used: {error.strerror}.") from None
if not os.access(DATA_DIR, os.W_OK):
    raise ImproperlyConfigured(f"DATA_DIR {DATA_DIR} cannot be written to.")

SECRET_KEY = env.str("SECRET_KEY", "")
# asgi.py refuses to serve with DEBUG=0 and this key; commands such as migrate may use it on a development machine.
SECRET_KEY_IS_FOR_DEVELOPMENT = not SECRET_KEY
if not SECRET_KEY:
    if os.environ.get("DEBUG") and not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY is required when DEBUG=0.")
    SECRET_KEY = development_key(DATA_DIR / "secret_key")
elif not DEBUG and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY must be at least 32 characters long.")

WORKERS = number("WEB_CONCURRENCY", 1)
for option, following in zip(sys.argv, [*sys.argv[1:], ""], strict=True):
    if option == "--workers" or option.startswith("--workers="):
        WORKERS = positive("--workers", option.partition("=")[2] or following)
if WORKERS > 1 and not REDIS_URL:
    raise ImproperlyConfigured("Several workers need REDIS_URL, so that they hear of one another's messages.")
if REDIS_URL and urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")

# --- Applications

INSTALLED_APPS = [
    # It replaces Django's `runserver` by its own. Any other process would load Twisted for nothing.
    *(["daphne"] if sys.argv[1:2] == ["runserver"] else []),
    "chat",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "ninja",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    # First, so that the answers of all the others carry the policy as well.
    "chat.web.middleware.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chat.web.middleware.PreferencesMiddleware",
    "chat.web.middleware.FirstRunMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "chatsite.urls"
ASGI_APPLICATION = "chatsite.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chat.web.context.site",
            ],
        },
    },
]

# --- Storage

SQLITE_OPTIONS = {
    # IMMEDIATE: a transaction that will write takes the lock at its start and waits its turn. With SQLite's default,
    # half of all
    # transactions of four concurrent writers fail with "database is locked" instead.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000;"
    ),
}
if not DATABASE_URL.startswith(("sqlite:///", "postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
try:
    DATABASE = env.db_url_config(DATABASE_URL)
except (ValueError, ImproperlyConfigured):
    raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.") from None
if DATABASE["NAME"] == ":memory:":
    raise ImproperlyConfigured("DATABASE_URL must name a file: every thread would get a memory of its own.")
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASE["OPTIONS"] = {
        # Who freezes in a transaction, or is lost to the network, must not keep the locks of rooms for ever.
        "options": "-c idle_in_transaction_session_timeout=5000",
        "connect_timeout": 3,
        # Only actions/statements.py has any use of it: the ORM's statements carry their values.
        "prepare_threshold": 5,
        **DATABASE.get("OPTIONS", {}),
        # Persistent connections leak under ASGI (one for each request thread); the pool bounds them. Clients wait for
        # five seconds: they shall be told of a database that is away while they listen. The pause between two attempts
        # to connect doubles until `reconnect_timeout`: then it begins anew.
        "pool": {"min_size": 2, "max_size": 16, "timeout": 2, "reconnect_timeout": 4},
    }
DATABASE["HOST"] = unquote(DATABASE.get("HOST") or "")  # a socket's folder: postgres://user@%2Frun%2Fpostgresql/name
DATABASE["CONN_MAX_AGE"] = 0
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "chatsite"},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "chatsite",
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
    }

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Until `collectstatic` has run, files are served from their source under plain names: a first start needs no
# preparation.
STATIC_COLLECTED = not DEBUG and (STATIC_ROOT / "staticfiles.json").exists()
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = not STATIC_COLLECTED
SERVESTATIC_MINIFY = True  # The compressed copies, which are what browsers ask for.
STORAGES = {
    "default": storage(env.str("STORAGE_URL", "").strip()),
    "staticfiles": {
        "BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED or "collectstatic" in sys.argv
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Accounts

AUTH_USER_MODEL = "chat.User"
AUTHENTICATION_BACKENDS = ["chat.web.accounts.allauth_adapter.LoginBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "chat.web.accounts.passwords.StorableValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "chat.web.accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "chat.web.accounts.allauth_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
# allauth's own generator copies the address into a table of its own; User.email is the one place where it is kept.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
try:
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
except (ValueError, ImproperlyConfigured):
    raise ImproperlyConfigured("EMAIL_URL must look like smtp+tls://user:password@host:587.") from None
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "chatsite@localhost")

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = boolean("SECURE_COOKIES", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if boolean("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Languages and times

LANGUAGE_CODE = "en"
# Each by its own name, so that everyone finds theirs.
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "chat" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": logging.INFO if DEBUG else logging.WARNING},
    "loggers": {"chat": {"level": logging.INFO}},
}
