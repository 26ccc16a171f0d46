"""Counts the messages of each day, for the start page of the administration."""

from typing import Any

from django.core.management import BaseCommand

from chat.actions.messages import tallies


class Command(BaseCommand):
    help = "Counts the messages of each day for the administration. The site does so itself, every ten minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        counted = 0
        while found := tallies.count_next():
            counted += found
            self.stdout.write(f"{counted} messages counted")
