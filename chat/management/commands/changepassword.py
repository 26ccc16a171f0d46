"""Django's `changepassword`, which also ends the sessions, API tokens and connections of the person."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword

from chat.actions.people import sessions
from chat.models import User


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        answer = super().handle(*args, **options)
        user = User.objects.get(username=options["username"] or getpass.getuser())
        sessions.end_other_sessions(user=user, keep_session=None)
        return answer
