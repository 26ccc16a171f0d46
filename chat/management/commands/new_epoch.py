"""Says that this database was restored."""

from typing import Any

from django.core.management import BaseCommand

from chat.actions.installation import renew_epoch


class Command(BaseCommand):
    help = "After a backup was restored and before the site serves again: makes every client load anew."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(renew_epoch()))
