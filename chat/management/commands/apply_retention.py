"""Deletes messages that are older than RETENTION_DAYS."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.utils import timezone

from chat.actions.messages import retention
from chat.actions.moderation import audit


class Command(BaseCommand):
    help = (
        "Deletes the messages that are older than RETENTION_DAYS, with their files. The site does so by itself daily."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    def handle(self, *args: Any, **options: Any) -> None:
        days = settings.RETENTION_DAYS
        if not days:
            self.stdout.write("RETENTION_DAYS is 0: messages are kept for ever.")
            return
        before = timezone.now() - timedelta(days=days)
        if options["dry_run"]:
            self.stdout.write(f"{retention.expired(before).count()} messages from before {before:%Y-%m-%d} would go.")
            return
        count = 0
        for deleted in retention.apply(before):
            count += deleted
            self.stdout.write(f"{count} messages deleted")
        if count:
            audit.record("retention.apply", by=None, facts={"days": days, "count": count})
        self.stdout.write(f"{count} messages from before {before:%Y-%m-%d} are deleted.")
