"""Erases a person for good."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from chat.actions.people import erasure
from chat.management.command_errors import as_command_errors, user_called


class Command(BaseCommand):
    help = (
        "Erases a person for good: name, address, picture, settings, drafts and tokens. Their messages stay under the "
        "name of a deleted user, or are deleted. There is no way back; `export_user` keeps a copy."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--messages", required=True, choices=("keep", "remove"))

    def handle(self, *args: Any, **options: Any) -> None:
        user = user_called(options["username"])
        with as_command_errors():
            erased = erasure.erase(user_id=user.pk, keep_messages=options["messages"] == "keep")
        self.stdout.write(f"{options['username']} is erased and is {erased.username} now.")
