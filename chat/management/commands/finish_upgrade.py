"""Fills what processes of the last release wrote after the migration."""

from typing import Any

from django.core.management import BaseCommand

from chat.actions import upgrades


class Command(BaseCommand):
    help = "Fills what processes of the last release wrote after the migration. The site does so itself."

    def handle(self, *args: Any, **options: Any) -> None:
        since = upgrades.begun()
        if since is None:
            self.stdout.write("nothing to do")
            return
        people, rooms, messages = upgrades.fill_names(), upgrades.fill_rooms(), upgrades.fill_words(since)
        self.stdout.write(f"{people} people and {rooms} rooms filled, {messages} messages looked at")
