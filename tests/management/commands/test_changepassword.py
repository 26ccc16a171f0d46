"""A password that is set by command ends what the old one opened."""

import pytest
from django.core.management import call_command

from chat import access
from chat.actions.people import tokens
from chat.errors import Unauthenticated
from chat.models import User
from tests.support.captured_announcements import capture_controls
from tests.support.factories import create_user


def test_a_new_password_ends_tokens_and_connections(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = create_user("ada")
    _, secret = tokens.issue(user=ada)
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "a staple for the battery")
    with capture_controls() as given:
        call_command("changepassword", "ada")
    assert User.objects.get().check_password("a staple for the battery")
    assert [(control.kind, control.user_id, control.code) for control in given] == [("end", ada.pk, 4401)]
    with pytest.raises(Unauthenticated):
        access.by_token(secret)
