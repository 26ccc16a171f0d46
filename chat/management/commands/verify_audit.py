"""Check that nobody has changed the audit log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chat.queries.moderation.audit import verify


class Command(BaseCommand):
    help = "Checks that no entry of the audit log was changed, removed or cut off."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        if verdict.fault:
            raise CommandError(f"The audit log is not intact: {verdict.fault}.")
        self.stdout.write(f"{verdict.count} entries, head {verdict.head}")
