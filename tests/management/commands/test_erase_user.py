from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chat.models import User
from tests.support.factories import create_user


def test_it_says_the_new_name(db: None) -> None:
    ada, out = create_user("ada"), StringIO()
    call_command("erase_user", "ADA", "--messages", "keep", stdout=out)
    assert out.getvalue() == f"ADA is erased and is deleted-{ada.pk} now.\n"


def test_what_becomes_of_the_messages_must_be_said(db: None) -> None:
    create_user("ada")
    with pytest.raises(CommandError, match="--messages"):
        call_command("erase_user", "ada")
    assert User.objects.filter(username="ada").exists()


def test_the_only_administrator_cannot_be_erased(db: None) -> None:
    create_user("ruth", is_admin=True)
    with pytest.raises(CommandError, match="only administrator"):
        call_command("erase_user", "ruth", "--messages", "keep")
