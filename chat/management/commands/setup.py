"""Sets a new site up without its page, for machines."""

import os
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from chat import conf
from chat.actions.people import users
from chat.management.command_errors import as_command_errors
from chat.models import User

PASSWORD = "ADMIN_PASSWORD"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    help = (
        "Sets a new site up: makes the administrator and the room that everybody joins. The password comes from the "
        f"environment variable {PASSWORD}, or is the first line of standard input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="of the administrator")
        parser.add_argument("--email", default="", help="address to which a link for a new password can be sent")
        parser.add_argument("--display-name", default="", help="the name that people see")
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, **options: Any) -> None:
        facts = {name: options[name] for name in ("username", "email", "display_name", "language")}
        try:
            is_set_up = User.objects.exists()
        except (OperationalError, ProgrammingError):
            raise CommandError("The database has no tables yet: run `manage.py migrate` first.") from None
        if is_set_up:
            raise CommandError("This site is set up already.")
        password = os.environ.get(PASSWORD) or _line_of_input()
        try:
            validate_password(password, User(username=facts["username"], email=facts["email"]))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        with as_command_errors():
            user = users.set_up(password=password, **facts)
        self.stdout.write(f"{user.username} administers this site.")


def _line_of_input() -> str:
    if sys.stdin.isatty():
        raise CommandError(f"Set {PASSWORD}, or send the password to standard input.")
    return sys.stdin.readline(conf.PASSWORD_LENGTH + 2).rstrip("\r\n")
