"""Processes that work off reminders under leases, so that a test can kill one."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from tests.support.servers import ROOT, environment

BATCH = 50
LEASE = 4.0


def database_url() -> str:
    """Return the address of the test database, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Worker:
    """A process that notes the text of each row that it works on. With `stalls` it hangs in its first row."""

    def __init__(self, folder: Path, name: str, *, stalls: bool = False) -> None:
        self.journal = folder / name
        self.journal.touch()
        command = [
            sys.executable,
            "-m",
            "tests.support.lease_workers",
            str(self.journal),
            *(["stall"] if stalls else []),
        ]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(folder / "data", DATABASE_URL=database_url(), DEBUG="1")
        )

    def rows(self) -> list[str]:
        return self.journal.read_text().split()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)


def main(journal: str, stalls: bool) -> None:
    import django
    from django.utils import timezone

    django.setup()
    from chat.actions import leases
    from chat.models import Reminder

    due = Reminder.objects.filter(fired_at=None)
    with Path(journal).open("a", buffering=1) as file:
        while due.exists():
            for row in leases.claim(due, limit=BATCH, seconds=LEASE):
                print(row.text, file=file)
                if stalls:
                    time.sleep(60)
                leases.done([row], fired_at=timezone.now())
            time.sleep(0.01)


if __name__ == "__main__":
    main(sys.argv[1], stalls="stall" in sys.argv)
