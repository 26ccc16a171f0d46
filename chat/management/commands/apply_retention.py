"""Deletes messages that are older than their room, or else RETENTION_DAYS, keeps them."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.utils import timezone

from chat.actions.messages import retention
from chat.actions.moderation import audit
from chat.models import Room


class Command(BaseCommand):
    help = (
        "Deletes the messages that are older than RETENTION_DAYS, or than their room keeps them, with their files. "
        "The site does so by itself daily."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are, room by room")

    def handle(self, *args: Any, **options: Any) -> None:
        days = settings.RETENTION_DAYS
        if not days and not Room.objects.exclude(retention_days=0).exists():
            self.stdout.write("RETENTION_DAYS is 0, and so is the choice of every room: messages are kept for ever.")
            return
        now = timezone.now()
        if options["dry_run"]:
            self._count(retention.count_by_room(now))
            return
        count = 0
        for deleted in retention.apply(now):
            count += deleted
            self.stdout.write(f"{count} messages deleted")
        if count:
            audit.record("retention.apply", by=None, facts={"days": days, "count": count})
        self.stdout.write(f"{count} messages that were too old are deleted.")

    def _count(self, found: list[tuple[Room, int]]) -> None:
        for room, count in found:
            kept = retention.days_kept(room.retention_days)
            self.stdout.write(f"{count} messages of room {room.pk} ({room}), older than {kept} days, would go.")
        self.stdout.write(f"{sum(count for _, count in found)} messages of {len(found)} rooms would go.")
