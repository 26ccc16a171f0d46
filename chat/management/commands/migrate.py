"""Django's `migrate`, which never makes a serving site wait for a lock."""

import time
from contextlib import suppress
from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, InterfaceError, OperationalError, connections

LOCK_TIMEOUT_MS = 300
"""The transactions of the site queue behind a migration that waits for a lock. This is less than the second after which
PostgreSQL looks for a deadlock, so it is always the migration that gives way."""
PATIENCE = 120
"""Seconds from the first refused lock after which the command gives up."""
PAUSE = 0.5
REFUSED_LOCKS = {"55P03", "40P01"}  # lock_not_available, deadlock_detected


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate. On PostgreSQL a migration that does not get its locks is undone, and tried again after a pause.

        Raises:
            CommandError: Somebody holds a lock for minutes.
        """
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
        try:
            self._insist(args, options)
        finally:
            with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")

    def _insist(self, args: Any, options: Any) -> None:
        until = None
        while True:
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", None) not in REFUSED_LOCKS:
                    raise
                reason = str(error).strip().splitlines()[0]
                if until is None:
                    until = time.monotonic() + PATIENCE
                    self.stderr.write(f"The site is busy ({reason}). The migration is tried again.")
                elif time.monotonic() > until:
                    raise CommandError(f"No lock for {PATIENCE} s: {reason}. Run migrate again.") from None
                time.sleep(PAUSE)
            else:
                return
