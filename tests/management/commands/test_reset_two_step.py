"""The command that resets two-step log-in."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from tests.support.factories import create_user
from tests.support.totp import set_up_two_step


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("reset_two_step", *arguments, stdout=output)
    return output.getvalue()


def test_an_operator_resets_it(db):
    set_up_two_step(create_user("ada"))
    assert run("Ada", "--reason", "lost her phone") == "ada logs in with the password alone now.\n"
    assert not Authenticator.objects.exists()


def test_a_person_without_it_is_an_error_of_one_line(db):
    create_user("ada")
    with pytest.raises(CommandError, match="no two-step"):
        run("ada", "--reason", "lost")
