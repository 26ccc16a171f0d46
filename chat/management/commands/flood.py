"""Sends many messages to a room."""

import time
from typing import Any
from uuid import uuid4

from django.core.management import BaseCommand, CommandError, CommandParser

from chat.actions.messages import messages
from chat.errors import RateLimited
from chat.management.command_errors import as_command_errors
from chat.models import Room, User
from chat.text.people.names import fold

MAX_MESSAGES = 100_000
MAX_RATE = 1_000.0


class Command(BaseCommand):
    help = "Sends messages to a room at a steady rate, within the rate limits that apply to everyone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--room", required=True, metavar="ID|NAME")
        parser.add_argument("--messages", type=int, default=100, metavar="N", help=f"at most {MAX_MESSAGES}")
        parser.add_argument("--rate", type=float, default=5.0, metavar="R", help=f"a second, at most {MAX_RATE:.0f}")
        parser.add_argument("--as", dest="username", required=True, metavar="USERNAME")

    def handle(self, *args: Any, **options: Any) -> None:
        number, rate = options["messages"], options["rate"]
        if not 1 <= number <= MAX_MESSAGES:
            raise CommandError(f"--messages must be from 1 to {MAX_MESSAGES}.")
        if not 0 < rate <= MAX_RATE:
            raise CommandError(f"--rate must be more than 0 and at most {MAX_RATE:.0f}.")
        user = User.objects.filter(username_key=fold(options["username"]), is_active=True).first()
        if user is None:
            raise CommandError(f"There is no user called {options['username']}.")
        room = self._room(user, options["room"])
        started = time.monotonic()
        for count in range(number):
            time.sleep(max(0.0, started + count / rate - time.monotonic()))
            with as_command_errors():
                _post(user, room, f"Message {count + 1} of {number}")
        duration = max(time.monotonic() - started, 0.001)
        self.stdout.write(
            f"Sent {number} messages to {room} as {user.username} in {duration:.1f} s ({number / duration:.1f}/s)."
        )

    def _room(self, user: User, name_or_id: str) -> Room:
        rooms = Room.objects.visible_to(user.pk)
        lookup = {"pk": int(name_or_id)} if name_or_id.isdecimal() else {"name_key": fold(name_or_id)}
        matches = list(rooms.filter(**lookup))
        if len(matches) != 1:
            raise CommandError(
                f"{user.username} sees {len(matches) or 'no'} rooms called {name_or_id}; give the id of one."
            )
        return matches[0]


def _post(user: User, room: Room, content: str) -> None:
    client_id = uuid4()
    while True:
        try:
            messages.send(by=user, room_id=room.pk, content=content, client_id=client_id)
            return
        except RateLimited as error:
            time.sleep((error.retry_after_ms or 100) / 1000)
