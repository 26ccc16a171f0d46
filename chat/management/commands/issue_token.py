"""Issues an API token."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chat.actions.people import tokens
from chat.management.command_errors import as_command_errors, user_called
from chat.models import Room, User
from chat.models.people.tokens import SCOPES
from chat.text.people.names import fold


class Command(BaseCommand):
    help = "Issues an API token for a user and prints only its secret, which cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="issue_token", help="the token's name on its owner's profile page")
        scopes = f"what it may do, separated by commas or spaces: {', '.join(SCOPES)} (default: everything)"
        parser.add_argument("--scopes", nargs="+", metavar="SCOPE", help=scopes)
        rooms = "the only rooms that it reaches, by id or name, of those that the user is a member of (default: all)"
        parser.add_argument("--rooms", nargs="+", metavar="ROOM", help=rooms)
        parser.add_argument("--days", type=int, help="how long it is valid (default: for ever)")

    def handle(self, *args: Any, **options: Any) -> None:
        user = user_called(options["username"])
        if not user.is_active:
            raise CommandError(f"{user.username} is deactivated.")
        scopes, rooms = options["scopes"], options["rooms"]
        limits = {
            "scopes": scopes if scopes is None else _split(scopes),
            "room_ids": rooms if rooms is None else [_room_id(user, name) for name in _split(rooms)],
            "days": options["days"],
        }
        with as_command_errors():
            self.stdout.write(tokens.issue(user=user, name=options["name"], **limits)[1])


def _split(values: list[str]) -> list[str]:
    return [part for value in values for item in value.split(",") if (part := item.strip())]


def _room_id(user: User, name: str) -> int:
    """Return the id of a room of the user by its id, name or address. Raises CommandError."""
    own = Room.objects.filter(memberships__user=user)
    named = own.filter(name_key=fold(name)) | own.filter(slug=name.lower())
    room_id = named.values_list("pk", flat=True).first()
    if room_id is None and name.isascii() and name.isdigit() and len(name) < 19:
        room_id = own.filter(pk=int(name)).values_list("pk", flat=True).first()
    if room_id is None:
        raise CommandError(f"{user.username} is not a member of a room called {name}.")
    return room_id
