from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chat.models import SignupLock

pytestmark = pytest.mark.django_db


def signup(*arguments: str) -> str:
    out = StringIO()
    call_command("signup", *arguments, stdout=out)
    return out.getvalue()


def test_it_says_whether_sign_up_is_open() -> None:
    assert signup("status") == "Sign-up: open\n"


def test_it_closes_and_reopens_sign_up() -> None:
    assert signup("close", "--reason", "Spam", "--hours", "2").startswith("Sign-up: invite, until ")
    assert signup("open") == "Sign-up: open\n"
    assert signup("close", "--reason", "Spam", "--no-invitations") == "Sign-up: closed\n"
    assert SignupLock.objects.count() == 2


@pytest.mark.parametrize("arguments", [("close",), ("close", "--reason", "x", "--hours", "0"), ("open",)])
def test_what_cannot_be_done_is_one_line(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        signup(*arguments)
