"""Erases the files that nobody needs."""

from typing import Any

from django.core.management import BaseCommand

from chat.actions.files.uploads import sweep


class Command(BaseCommand):
    help = "Erases files that were uploaded a day ago and never sent, and what is left of deleted messages' files."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(sweep()))
