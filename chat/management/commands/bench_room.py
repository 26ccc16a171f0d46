"""Creates a room with many members for load tests."""

import json
from typing import Any

from django.core.management import BaseCommand, CommandParser

from chat.actions.demo import bench_rooms
from chat.management.command_errors import as_command_errors


class Command(BaseCommand):
    help = (
        "Creates or reuses a room of N members without rate limits. "
        "Prints JSON lines: the room's id, then each member's username and a new API token. Older tokens end. "
        "Needs BENCH_ROOMS=1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", type=int, required=True, metavar="N")
        parser.add_argument("--senders", type=int, metavar="K", help="how many members will write (every member may)")

    def handle(self, *args: Any, **options: Any) -> None:
        with as_command_errors():
            room, secrets = bench_rooms.prepare(members=options["members"])
        self.stdout.write(json.dumps({"roomId": room.pk}))
        for username, token in secrets:
            self.stdout.write(json.dumps({"username": username, "token": token}))
