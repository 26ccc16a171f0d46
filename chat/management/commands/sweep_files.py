"""Deletes files that nobody needs."""

from typing import Any

from django.core.management import BaseCommand

from chat.actions.files.uploads import sweep


class Command(BaseCommand):
    help = "Deletes files that were uploaded over a day ago and never sent, and leftover files of deleted messages."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(sweep()))
