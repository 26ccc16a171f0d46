"""Let many people live a realistic day on the installed site, and name the first limit that fails."""

import asyncio
import json
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvloop
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from chat.actions.demo import load_test
from chat.errors import ChatError
from chat.management.command_errors import as_command_errors
from chat.management.loadtest import day
from chat.management.loadtest.figures import Result
from chat.management.loadtest.server import Workers, started

MOST_PEOPLE = 20_000
MOST_MEMBERSHIPS = 1_000_000
MOST_PROCESSES = 64
OTHER_FILES = 100
INTERRUPTED = 130
"""The exit code after Ctrl-C."""


class Command(BaseCommand):
    help = (
        "Creates throw-away people and rooms, lets the people connect with real sockets, write, read, react, edit, "
        "search, go away and come back, and removes them. Prints what it measured and the first limit that failed, and "
        "appends the result to loadtest.jsonl in DATA_DIR. The exit code is 1 when a limit failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=200, metavar="N", help=f"at most {MOST_PEOPLE}")
        parser.add_argument("--minutes", type=float, default=1.0, metavar="M", help="how long they act")
        parser.add_argument("--rooms", type=int, default=20, metavar="R", help="rooms of each person")
        parser.add_argument("--room-size", type=int, default=200, metavar="S", help="members of each room")
        parser.add_argument("--processes", type=int, default=1, metavar="K", help="workers to start")
        parser.add_argument(
            "--url", help="test a site that is running, such as http://127.0.0.1:8000, over the same database"
        )
        parser.add_argument("--pid", type=int, action="append", default=[], help="with --url: a process to measure")
        parser.add_argument("--clean", action="store_true", help="only remove what a killed test left behind")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_command_errors(), _sigterm_like_ctrl_c():
                if options["clean"]:
                    self._remove()
                    return
                result = self._run(options)
        except KeyboardInterrupt:
            raise CommandError("Interrupted.", returncode=INTERRUPTED) from None
        except DatabaseError as error:
            raise CommandError(f"The database refused: {error}") from None
        self._report(result)
        if result.failed_limits():
            raise SystemExit(1)

    def _run(self, options: dict[str, Any]) -> Result:
        _check(options)
        if settings.DEBUG:
            self.stderr.write("DEBUG is on: the site is slower than with DEBUG=0.")
        with ExitStack() as at_the_end:
            # Before the people are there, so that they are removed if Ctrl-C comes just when they are.
            at_the_end.callback(self._remove)
            try:
                guests = load_test.prepare(
                    people=options["people"], rooms_each=options["rooms"], room_size=options["room_size"]
                )
            except (ChatError, DatabaseError):
                at_the_end.pop_all()
                raise
            return self._measure(guests, options)

    def _measure(self, guests: list[load_test.Guest], options: dict[str, Any]) -> Result:
        workers: AbstractContextManager[Workers] = started(options["processes"])
        if options["url"]:
            workers = nullcontext(Workers((_address(options["url"]),), tuple(options["pid"])))
        try:
            with workers as running, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(day.run(running, guests, options["minutes"], self.stdout.write))
        except OSError as error:
            raise CommandError(f"The site cannot be reached: {error}.") from None
        except day.NobodyArrived as error:
            raise CommandError(f"Nobody could connect: {error}. Does the site use the same database?") from None

    def _remove(self) -> None:
        try:
            self.stdout.write(f"Removed {load_test.remove()} people and their rooms.")
        except (DatabaseError, KeyboardInterrupt):
            self.stderr.write("Not everything was removed; run loadtest --clean.")
            raise

    def _report(self, result: Result) -> None:
        cpu = "unknown" if result.cpu is None else f"{result.cpu:.0%} of a core for each worker"
        memory = "unknown" if result.memory is None else f"{result.memory:.0f} MB"
        lines = [
            f"people                 {result.arrived} of {result.people} arrived",
            f"messages a second      {result.messages_per_second:.1f}",
            f"deliveries a second    {result.deliveries_per_second:,.0f}",
            f"ack p50 / p99          {_times(result.ack_p50, result.ack_p99)}",
            f"delivery p50 / p99     {_times(result.delivery_p50, result.delivery_p99)}",
            f"CPU                    {cpu}",
            f"memory                 {memory}",
            f"database p50           {result.database_p50:.1f} ms",
            f"load test late, p99    {result.generator_p99:.1f} ms",
            "",
            "verb          number      p50 ms      p99 ms",
            *(f"{name:<10}{n:>10}{p50:>12.1f}{p99:>12.1f}" for name, (n, p50, p99) in sorted(result.verbs.items())),
            "",
        ]
        failed = result.failed_limits()
        lines.append(f"First limit that failed: {failed[0]}." if failed else "Every limit held.")
        lines += [f"Also failed: {limit}." for limit in failed[1:]]
        self.stdout.write("\n".join(lines))
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with (settings.DATA_DIR / "loadtest.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": timezone.now().isoformat(), **result.as_json()}) + "\n")


def _times(p50: float, p99: float) -> str:
    return f"{p50:.1f} / {p99:.1f} ms" if p99 else "none"


def _check(options: dict[str, Any]) -> None:
    """Raise CommandError for options that make no sense."""
    if not 1 <= options["people"] <= MOST_PEOPLE:
        raise CommandError(f"--people is 1 to {MOST_PEOPLE}.")
    if not 0 < options["minutes"] <= 24 * 60:
        raise CommandError("--minutes is more than 0 and at most a day.")
    if options["rooms"] < 1 or options["room_size"] < 2:
        raise CommandError("--rooms is at least 1, --room-size at least 2.")
    if options["people"] * options["rooms"] > MOST_MEMBERSHIPS:
        raise CommandError(f"--people times --rooms is at most {MOST_MEMBERSHIPS}.")
    if not 1 <= options["processes"] <= MOST_PROCESSES:
        raise CommandError(f"--processes is 1 to {MOST_PROCESSES}.")
    if options["processes"] > 1 and not settings.REDIS_URL:
        raise CommandError("Several processes need REDIS_URL.")
    if options["url"]:
        _connect_once(*_address(options["url"]))
    elif options["pid"]:
        raise CommandError("--pid needs --url.")
    if missing := [pid for pid in options["pid"] if not Path(f"/proc/{pid}").exists()]:
        raise CommandError(f"There is no process {missing[0]}.")
    _allow_files(options["people"] + OTHER_FILES)


def _address(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 80
    except ValueError:
        host = None
    if not host or parts.scheme != "http":
        raise CommandError("--url looks like http://127.0.0.1:8000.")
    return host, port


def _connect_once(host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        raise CommandError(f"The site cannot be reached: {error}.") from None


def _allow_files(number: int) -> None:
    """Let this process, and the workers that it starts, hold that many sockets. Raises CommandError if it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number:
        raise CommandError(f"{number} sockets are needed; this system permits {hard} (ulimit -n).")
    if soft != resource.RLIM_INFINITY and soft < number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))


@contextmanager
def _sigterm_like_ctrl_c() -> Iterator[None]:
    """Let SIGTERM do what Ctrl-C does, so that the people are removed."""
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
