"""Tells clients that the database was restored from a backup."""

from typing import Any

from django.core.management import BaseCommand

from chat.actions.installation import renew_epoch


class Command(BaseCommand):
    help = "Makes every client reload its data. Run it after restoring a backup, before the site serves again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(renew_epoch()))
