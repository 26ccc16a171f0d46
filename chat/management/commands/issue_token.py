"""Issues an API token."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chat.actions.people import tokens
from chat.management.command_errors import as_command_errors
from chat.models import User


class Command(BaseCommand):
    help = "Issues an API token for a user and prints only its secret, which cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="issue_token", help="the token's name on its owner's profile page")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["username"])
        except User.DoesNotExist:
            raise CommandError(f"There is no user called {options['username']}.") from None
        if not user.is_active:
            raise CommandError(f"{user.username} is deactivated.")
        with as_command_errors():
            self.stdout.write(tokens.issue(user=user, name=options["name"])[1])
