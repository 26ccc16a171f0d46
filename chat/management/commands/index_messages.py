"""Adds messages to the search index."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from chat import conf
from chat.actions import search_index


class Command(BaseCommand):
    help = "Indexes messages that the search index lacks. Can be interrupted and run again while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="delete the index first; search is incomplete until the command ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            search_index.clear()
        search_index.remove_hollow()
        done = 0
        for done, count in search_index.add_missing():
            if done % 50_000 < conf.INDEX_BATCH:
                self.stderr.write(f"{done:,} of {count:,}")
        self.stdout.write(f"Indexed {done:,} messages.")
