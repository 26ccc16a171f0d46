"""Starts Django, and ends the process with one line where a setting or a store is wrong."""

import logging
import multiprocessing
import os
import signal
import sys
import time
from typing import NoReturn

import django
from django.core.exceptions import ImproperlyConfigured

from chatsite.log_filters import FewSocketLines
from chatsite.secrets_in_logs import hide_in_server_logs

SERVER_FAILED = 3
"""Exit code of a server that cannot start. Uvicorn and gunicorn then stop the other workers too."""
REPLACEMENT_FAILED = 1
FIRST_WORKER = "SpawnProcess-1"
"""The name that multiprocessing gives to the first child of a process."""
PARENT_ENDS = 10.0
"""Seconds within which the parent of the first workers has ended, if they cannot start."""
log = logging.getLogger(__name__)


def set_up() -> None:
    """Load the settings and Django for a command.

    Raises:
        SystemExit: A setting is wrong. The exit code is 1.
    """
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(say(str(error)))


def set_up_server() -> None:
    """Load the settings and Django for a process that serves, and prove that its stores can be used.

    Raises:
        SystemExit: A setting is wrong, or a store refuses the site.
    """
    try:
        django.setup()
        require_key()
    except ImproperlyConfigured as error:
        end_server(str(error))
    from django.conf import settings  # noqa: PLC0415 - needs the environment of the process

    from chat import stores  # noqa: PLC0415 - needs the settings

    logging.getLogger("uvicorn.error").addFilter(FewSocketLines())
    if not settings.DEBUG:
        hide_in_server_logs()
    for check in (stores.check_database, stores.check_redis):
        try:
            check()
        except stores.Refused as refusal:
            end_server(str(refusal))
        except stores.Away as away:
            log.warning("%s The site starts and waits for it.", end_sentence(str(away)))


def require_key() -> None:
    """Raise ImproperlyConfigured if production would serve with a development key, which commands accept."""
    from django.conf import settings  # noqa: PLC0415 - needs the environment of the process

    if settings.SECRET_KEY_IS_FOR_DEVELOPMENT and not settings.DEBUG:
        raise ImproperlyConfigured("SECRET_KEY is required when DEBUG=0.")


def create_database_file() -> None:
    """Create the file of a new SQLite database with the right permissions, before `migrate` creates it."""
    from chat import stores  # noqa: PLC0415 - needs the settings

    stores.create_database_file()


def explain_database() -> str:
    """Return why the database cannot be used, or an empty string if it can."""
    from chat import stores  # noqa: PLC0415 - needs the settings

    try:
        stores.check_database()
    except (stores.Refused, stores.Away) as error:
        return str(error)
    return ""


def end_server(reason: str) -> NoReturn:
    """Print the reason and end the server: the process itself, and uvicorn's parent if its first workers cannot start.

    The parent would end with exit code 0, as if all were well. A worker that replaces another leaves it alone: the
    others serve on.
    """
    parent, name = multiprocessing.parent_process(), multiprocessing.current_process().name
    code = SERVER_FAILED
    if parent is not None and parent.pid is not None and name != FIRST_WORKER:
        if _ends(parent.pid):
            sys.exit(code)  # The first worker has said what is wrong.
        code = REPLACEMENT_FAILED
    sys.stderr.write(f"{say(reason)}\n")
    sys.stderr.flush()
    if parent is not None and parent.pid is not None and name == FIRST_WORKER:
        os.kill(parent.pid, signal.SIGKILL)  # It ignores or survives every gentler signal that ends with an error.
    sys.exit(code)


def _ends(parent: int) -> bool:
    """Wait a while for the parent to end, and return whether it does."""
    until = time.monotonic() + PARENT_ENDS
    while os.getppid() == parent:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def say(reason: str) -> str:
    return f"Chatsite cannot start. {reason}"


def end_sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
