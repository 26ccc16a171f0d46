"""Django's `createsuperuser`, which leaves a new site to `setup`."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management import CommandError

from chat.models import User


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        if not User.objects.exists():
            raise CommandError(
                "This site is new. Run manage.py setup NAME, which makes the room that everybody joins too."
            )
        return super().handle(*args, **options)
