"""Prints a new API token."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chat.actions.people import tokens
from chat.management.command_errors import as_command_errors
from chat.models import User


class Command(BaseCommand):
    help = "Prints one new API token of a user, and nothing else. It cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="issue_token", help="what the token is for, as its owner will see it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["username"])
        except User.DoesNotExist:
            raise CommandError(f"There is no user called {options['username']}.") from None
        if not user.is_active:
            raise CommandError(f"{user.username} is deactivated.")
        with as_command_errors():
            self.stdout.write(tokens.issue(user=user, name=options["name"])[1])
