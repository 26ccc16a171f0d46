import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from chat.web.accounts.passwords import StorableValidator


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x" * 1_025, "password_too_long"),
        ("a\0b", "invalid"),
        ("   ", "invalid"),
        ("\u3000\t", "invalid"),
        ("", "invalid"),
    ],
)
def test_what_cannot_be_used_is_refused(password, code):
    with pytest.raises(ValidationError) as refused:
        StorableValidator().validate(password)
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["x" * 1_024, "correct horse", " a ", "密码密码密码密码"])
def test_everything_else_is_for_the_other_rules(password):
    StorableValidator().validate(password)


def test_the_rule_holds_at_every_door_of_the_site():
    with pytest.raises(ValidationError, match="too long"):
        validate_password("correct horse battery" * 100)
