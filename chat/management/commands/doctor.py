"""Proves every setting and everything that the site depends on."""

import stat
import sys
from collections.abc import Callable
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from requests import RequestException

from chat import stores
from chat.web.accounts.oidc.adapter import read_configuration

LOCAL = {"localhost", "127.0.0.1", "[::1]"}
TESTED = ((3, 11), (3, 13))


class Fault(Exception):
    """Something does not work. The text says what, and what to do."""


class Command(BaseCommand):
    help = "Checks every setting and dependency and prints a line about each. The exit code is 1 if one does not work."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        results = [self._report(name, check) for name, check in CHECKS.items()]
        if not all(results):
            sys.exit(1)

    def _report(self, name: str, check: Callable[[], str]) -> bool:
        try:
            self.stdout.write(f"ok     {name}: {check()}")
        except (Fault, stores.Refused, stores.Away) as fault:
            self.stdout.write(f"FAULT  {name}: {str(fault).removeprefix(f'{name}: ')}")
            return False
        except Exception as error:
            lines = str(error).strip().splitlines() or [""]
            self.stdout.write(f"FAULT  {name}: {type(error).__name__}: {lines[-1][:300]}")
            return False
        return True


def _python() -> str:
    version = sys.version_info[:2]
    text = f"{version[0]}.{version[1]}"
    return text if TESTED[0] <= version <= TESTED[1] else f"{text}, with which the site is not tested"


def _secret_key() -> str:
    if not settings.SECRET_KEY_IS_FOR_DEVELOPMENT:
        return "set"
    if not settings.DEBUG:
        raise Fault("not set. The site serves without one only with DEBUG=1.")
    return "made for development, in DATA_DIR"


def _hosts() -> str:
    hosts = ", ".join(settings.ALLOWED_HOSTS)
    return f"{hosts} (this machine only)" if set(settings.ALLOWED_HOSTS) <= LOCAL else hosts


def _data() -> str:
    others = stat.S_IRWXG | stat.S_IRWXO
    if settings.DATA_DIR.stat().st_mode & others:
        return f"{settings.DATA_DIR}, which other users of this machine can enter (chmod 700 keeps them out)"
    return str(settings.DATA_DIR)


def _database() -> str:
    stores.check_database()
    return str(connection.display_name)


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Fault(f"{len(waiting)} are not applied. Run manage.py migrate.")
    return "all applied"


def _redis() -> str:
    stores.check_redis()
    return "answers" if settings.REDIS_URL else "not set; the site runs in one process"


def _storage() -> str:
    """Write, read and delete a small file."""
    name = default_storage.save("doctor/probe", ContentFile(b"ok"))
    try:
        with default_storage.open(name) as file:
            if file.read() != b"ok":
                raise Fault("a file comes back changed.")
    finally:
        default_storage.delete(name)
    return f"{type(default_storage._wrapped).__name__} stores files"  # type: ignore[attr-defined]


def _mail() -> str:
    kind = settings.EMAIL_BACKEND.split(".")[-2]
    if kind != "smtp":
        return f"no mail is sent ({kind})"
    link = mail.get_connection()
    link.open()
    link.close()
    return f"{settings.EMAIL_HOST} accepts us"


def _provider() -> str:
    """Ask the OpenID Connect provider who it is."""
    if not settings.OIDC_ISSUER:
        return "not set; people log in here"
    try:
        read_configuration()
    except (OAuth2Error, RequestException, ValueError) as error:
        raise Fault(f"{error}") from None
    return f"{settings.OIDC_ISSUER} answers"


def _static() -> str:
    if settings.STATIC_COLLECTED:
        return str(settings.STATIC_ROOT)
    if settings.DEBUG:
        return "served from the source code"
    raise Fault(f"nothing is collected in {settings.STATIC_ROOT}. Run manage.py collectstatic --noinput.")


CHECKS: dict[str, Callable[[], str]] = {
    "Python": _python,
    "SECRET_KEY": _secret_key,
    "ALLOWED_HOSTS": _hosts,
    "DATA_DIR": _data,
    "DATABASE_URL": _database,
    "Migrations": _migrations,
    "REDIS_URL": _redis,
    "STORAGE_URL": _storage,
    "EMAIL_URL": _mail,
    "OIDC_ISSUER": _provider,
    "STATIC_ROOT": _static,
}
