"""Resets somebody's two-step log-in."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from chat.actions.people import two_step
from chat.management.command_errors import as_command_errors, user_called


class Command(BaseCommand):
    help = (
        "Removes the authenticator app, passkeys and recovery codes of somebody who has lost them. Their "
        "password alone logs them in then. Ask first who it is that asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="goes to the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        user = user_called(options["username"])
        with as_command_errors():
            two_step.reset(by=None, user_id=user.pk, reason=options["reason"])
        self.stdout.write(f"{user.username} logs in with the password alone now.")
