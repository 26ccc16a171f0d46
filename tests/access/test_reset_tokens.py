"""Links for a new password."""

from chat.access.reset_tokens import ResetTokens
from chat.models import User
from tests.support.fixtures import *  # noqa: F403


def test_a_token_is_valid_for_its_person_until_the_password_changes(ada, bob):
    token = ResetTokens().make_token(ada)
    assert ResetTokens().check_token(ada, token)
    assert not ResetTokens().check_token(bob, token)
    ada.set_password("a staple for the battery")
    assert not ResetTokens().check_token(ada, token)


def test_a_token_ends_with_all_sessions(ada):
    token = ResetTokens().make_token(ada)
    User.objects.filter(pk=ada.pk).update(session_version=1)
    assert not ResetTokens().check_token(User.objects.get(pk=ada.pk), token)
