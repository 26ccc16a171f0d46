from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chat import conf
from chat.access import by_token
from chat.actions.people import tokens
from chat.models import ApiToken, User
from tests.support.factories import create_user


def issue(*args: str) -> str:
    out = StringIO()
    call_command("issue_token", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def ada(db: None) -> User:
    return create_user("ada")


def test_only_the_token_is_printed(ada: User) -> None:
    printed = issue("ada")
    assert printed == printed.strip() + "\n"
    assert by_token(printed.strip())[0] == ada


def test_the_username_may_have_any_case_and_width(ada: User) -> None:
    assert by_token(issue("ＡＤＡ").strip())[0] == ada


def test_the_token_has_the_requested_name(ada: User) -> None:
    issue("ada", "--name", "deploy")
    assert ApiToken.objects.get().name == "deploy"


def test_an_unknown_user_gets_no_token(db: None) -> None:
    with pytest.raises(CommandError, match=r"There is no user called nobody\."):
        issue("nobody")


def test_a_deactivated_user_gets_no_token(ada: User) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match=r"ada is deactivated\."):
        issue("ada")
    assert not ApiToken.objects.exists()


def test_too_many_tokens_are_refused(ada: User) -> None:
    for _ in range(conf.TOKENS_PER_USER):
        tokens.issue(user=ada)
    with pytest.raises(CommandError, match="revoke one first"):
        issue("ada")
