"""Makes an account for a bot."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction

from chat.actions.people import tokens, users
from chat.management.command_errors import as_command_errors
from chat.models import User


class Command(BaseCommand):
    help = "Makes an account for a bot and prints only its API token, which cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--display-name", default="", help="the name that people see")
        parser.add_argument("--name", default="make_bot", help="the name of the token")

    def handle(self, *args: Any, **options: Any) -> None:
        if not User.objects.exists():
            raise CommandError("This site is new. Set it up first, on its page or with manage.py setup.")
        with as_command_errors(), transaction.atomic():
            bot = users.register(
                username=options["username"], password=None, display_name=options["display_name"], is_bot=True
            )
            self.stdout.write(tokens.issue(user=bot, name=options["name"])[1])
