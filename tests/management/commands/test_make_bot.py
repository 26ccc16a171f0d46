from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chat.access import by_token
from chat.actions.people import users
from chat.models import ApiToken, Room, User

pytestmark = pytest.mark.django_db


def make_bot(*arguments: str) -> str:
    out = StringIO()
    call_command("make_bot", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def site() -> User:
    return users.set_up(username="ada", password="correct horse battery")


def test_only_the_token_of_the_new_bot_is_printed(site: User) -> None:
    printed = make_bot("ponger", "--display-name", "Ponger", "--name", "first")
    assert printed == printed.strip() + "\n"
    bot = by_token(printed.strip())[0]
    assert (bot.username, bot.name, bot.is_bot, bot.is_staff) == ("ponger", "Ponger", True, False)
    assert not bot.has_usable_password()
    assert ApiToken.objects.get().name == "first"


def test_the_bot_is_in_the_default_room(site: User) -> None:
    make_bot("ponger")
    assert Room.objects.get(is_default=True).memberships.filter(user__username="ponger").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"), [(["Ada"], "taken"), (["a b"], "username"), (["bob", "--name", "\0"], "name")]
)
def test_what_is_refused_makes_no_account(site: User, arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        make_bot(*arguments)
    assert User.objects.count() == 1


def test_a_new_site_is_set_up_first() -> None:
    """An account would close the set-up page, and nobody would administer the site."""
    with pytest.raises(CommandError, match="Set it up first"):
        make_bot("ponger")
    assert not User.objects.exists()
