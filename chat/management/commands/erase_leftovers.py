"""Erases what deleted texts leave in the files of the database."""

from typing import Any

from django.core.management import BaseCommand

from chat.actions import leftovers


class Command(BaseCommand):
    help = (
        "Erases what deleted texts leave in the search index and the write-ahead log of SQLite. The site does so by "
        "itself daily. On PostgreSQL there is nothing to do."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        leftovers.erase()
