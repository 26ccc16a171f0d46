import pytest
from django.core.management import CommandError

from chat.errors import Invalid, NotFound
from chat.management.command_errors import as_command_errors


def test_a_command_error_has_the_message_of_the_error() -> None:
    with pytest.raises(CommandError, match=r"^No such room\.$"), as_command_errors():
        raise NotFound("No such room.")


def test_a_command_error_names_the_fields() -> None:
    with pytest.raises(CommandError, match=r"Some values cannot be accepted\. \(name: too long\)"), as_command_errors():
        raise Invalid(fields={"name": "too long"})


def test_other_exceptions_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), as_command_errors():
        raise ZeroDivisionError
