"""Lets many people live a realistic day on the installed site, and names the first limit that fails."""

import asyncio
import json
import resource
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import urlsplit

import uvloop
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chat.actions.demo import load_test
from chat.management.command_errors import as_command_errors
from chat.management.loadtest import day
from chat.management.loadtest.figures import Result
from chat.management.loadtest.server import Workers, started

MOST_PEOPLE = 20_000
OTHER_FILES = 100


class Command(BaseCommand):
    help = (
        "Makes throw-away people and rooms, lets them connect with real sockets, write, read, react, edit, search, "
        "go away and come back, removes them, and prints what it measured and the first limit that failed. "
        "The result is also kept as a line of loadtest.jsonl in DATA_DIR. Exit code 1 when a limit failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=200, metavar="N", help=f"at most {MOST_PEOPLE}")
        parser.add_argument("--minutes", type=float, default=1.0, metavar="M")
        parser.add_argument("--rooms", type=int, default=20, metavar="R", help="rooms of each person")
        parser.add_argument("--room-size", type=int, default=200, metavar="S", help="members of each room")
        parser.add_argument("--workers", type=int, default=1, metavar="K", help="processes to start for the test")
        parser.add_argument("--url", help="test a site that runs already, such as http://127.0.0.1:8000")
        parser.add_argument("--pid", type=int, action="append", default=[], help="with --url: a process to watch")
        parser.add_argument("--clean", action="store_true", help="only remove what a broken test left behind")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["clean"]:
            self.stdout.write(f"Removed {load_test.remove()} people.")
            return
        people, minutes = options["people"], options["minutes"]
        if not 1 <= people <= MOST_PEOPLE:
            raise CommandError(f"--people is 1 to {MOST_PEOPLE}.")
        if not 0 < minutes <= 24 * 60:
            raise CommandError("--minutes is more than 0 and at most a day.")
        if options["rooms"] < 1 or options["room_size"] < 2:
            raise CommandError("--rooms is at least 1, --room-size at least 2.")
        if options["workers"] > 1 and not settings.REDIS_URL:
            raise CommandError("Several workers need REDIS_URL.")
        _allow_files(people + OTHER_FILES)
        with as_command_errors():
            guests = load_test.prepare(people=people, rooms_each=options["rooms"], room_size=options["room_size"])
        try:
            result = self._measure(guests, options)
        finally:
            self.stdout.write(f"Removed {load_test.remove()} people and their rooms.")
        self._report(result)
        if result.failed_limit():
            raise SystemExit(1)

    def _measure(self, guests: list[load_test.Guest], options: dict[str, Any]) -> Result:
        workers: AbstractContextManager[Workers] = started(options["workers"])
        if options["url"]:
            workers = nullcontext(Workers((_address(options["url"]),), tuple(options["pid"])))
        try:
            with workers as running, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(day.run(running, guests, options["minutes"], self.stdout.write))
        except OSError as error:
            raise CommandError(f"The site cannot be reached: {error}") from None

    def _report(self, result: Result) -> None:
        lines = [
            f"people                 {result.people}",
            f"messages a second      {result.messages_per_second:.1f}",
            f"deliveries a second    {result.deliveries_per_second:,.0f}",
            f"ack p50 / p99          {result.ack_p50:.1f} / {result.ack_p99:.1f} ms",
            f"delivery p50 / p99     {result.delivery_p50:.1f} / {result.delivery_p99:.1f} ms",
            f"CPU                    {result.cpu:.0%} of a core for each worker",
            f"memory                 {result.memory:.0f} MB",
            f"database p50           {result.database_p50:.1f} ms",
            f"generator late, p99    {result.generator_p99:.1f} ms",
            f"refused                {dict(result.errors) or 0}",
            "",
            "verb          number      p50 ms      p99 ms",
            *(f"{name:<10}{n:>10}{p50:>12.1f}{p99:>12.1f}" for name, (n, p50, p99) in sorted(result.verbs.items())),
            "",
        ]
        failed = result.failed_limit()
        lines.append(f"First limit that failed: {failed}." if failed else "Every limit held.")
        self.stdout.write("\n".join(lines))
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with (settings.DATA_DIR / "loadtest.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": timezone.now().isoformat(), **result.as_json()}) + "\n")


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise CommandError("--url looks like http://127.0.0.1:8000.")
    return parts.hostname, parts.port or 80


def _allow_files(number: int) -> None:
    """Let this process, and the workers that it starts, hold that many sockets. Raises CommandError if it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number:
        raise CommandError(f"{number} sockets are needed; this system permits {hard} (ulimit -n).")
    if soft < number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (number if hard == resource.RLIM_INFINITY else hard, hard))
