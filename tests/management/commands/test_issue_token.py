from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chat import conf
from chat.access import by_token
from chat.actions.people import tokens
from chat.models import ApiToken, Kind, User
from tests.support.factories import create_room, create_user


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


def test_without_limits_the_token_allows_everything_for_ever(ada: User) -> None:
    assert not by_token(issue("ada").strip())[1].is_limited
    assert ApiToken.objects.get().expires_at is None


@pytest.mark.parametrize("scopes", [["read,write"], ["read", "write"], ["read, write"]])
def test_scopes_may_be_separated_by_commas_or_spaces(ada: User, scopes: list[str]) -> None:
    assert by_token(issue("ada", "--scopes", *scopes).strip())[1].scopes == {"read", "write"}


def test_rooms_are_given_by_id_or_name(ada: User) -> None:
    kitchen, den = create_room(ada), create_room(ada, name="The Den", kind=Kind.PRIVATE)
    credential = by_token(issue("ada", "--rooms", str(kitchen.pk), "the den").strip())[1]
    assert credential.rooms == {kitchen.pk, den.pk}


def test_a_token_may_have_an_end(ada: User) -> None:
    issue("ada", "--days", "30")
    end = ApiToken.objects.get().expires_at
    assert end is not None
    assert timedelta(days=29) < end - timezone.now() <= timedelta(days=30)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (["--scopes", "root"], "at least one of the scopes"),
        (["--scopes", ","], "at least one of the scopes"),
        (["--rooms", "nowhere"], "not a member of a room called nowhere"),
        (["--rooms", "9" * 40], "not a member"),
        (["--days", "0"], "days"),
    ],
)
def test_wrong_limits_are_one_line(ada: User, wrong: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        issue("ada", *wrong)
    assert not ApiToken.objects.exists()
