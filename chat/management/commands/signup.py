"""Closes and reopens sign-up."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chat.actions.people import signup_locks
from chat.management.command_errors import as_command_errors
from chat.queries import signing_up


class Command(BaseCommand):
    help = "Closes sign-up at once, reopens it, or says whether it is open. Running processes need no restart."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("do", choices=["close", "open", "status"])
        parser.add_argument("--reason", default="", help="why it is closed, for the audit log")
        parser.add_argument("--hours", type=int, help="for how long; until it is reopened, if this is not given")
        parser.add_argument("--no-invitations", action="store_true", help="invitations do not work either")

    def handle(self, *args: Any, **options: Any) -> None:
        with as_command_errors():
            if options["do"] == "close":
                signup_locks.close(
                    by=None,
                    reason=options["reason"],
                    hours=options["hours"],
                    keeps_invitations=not options["no_invitations"],
                )
            elif options["do"] == "open":
                self._reopen()
        lock = signing_up.lock_in_force()
        until = f", until {lock.until:%Y-%m-%d %H:%M %Z}" if lock is not None and lock.until is not None else ""
        self.stdout.write(f"Sign-up: {signing_up.mode()}{until}")

    def _reopen(self) -> None:
        lock = signing_up.lock_in_force()
        if lock is None:
            raise CommandError("Nobody has closed sign-up. SIGNUP says who may sign up.")
        signup_locks.reopen(by=None, lock_id=lock.pk)
