"""Django's `createsuperuser`, which leaves a new site to `setup`, and checks names as every other door does."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management import CommandError

from chat.actions.people import validation
from chat.errors import ChatError
from chat.models import User


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        if not User.objects.exists():
            raise CommandError(
                "This site is new. Run manage.py setup NAME, which makes the room that everybody joins too."
            )
        return super().handle(*args, **options)

    def _validate_username(self, username: str, verbose_field_name: str, database: str) -> str | None:
        error: str | None = super()._validate_username(username, verbose_field_name, database)  # type: ignore[misc]
        if error is None:
            try:
                validation.check_username(username)
            except ChatError as refused:
                error = refused.message
        return error
