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
def test_unusable_input_is_refused(password, code):
    with pytest.raises(ValidationError) as refused:
        StorableValidator().validate(password)
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["x" * 1_024, "correct horse", " a ", "密码密码密码密码"])
def test_other_passwords_pass_this_validator(password):
    StorableValidator().validate(password)


def test_every_way_to_set_a_password_uses_the_validators():
    with pytest.raises(ValidationError, match="too long"):
        validate_password("correct horse battery" * 100)
