import pytest
from django.core.management import CommandError

from chat.errors import Invalid, NotFound
from chat.management.command_errors import as_command_errors


def test_a_refusal_is_said_in_its_own_words() -> None:
    with pytest.raises(CommandError, match=r"^No such room\.$"), as_command_errors():
        raise NotFound("No such room.")


def test_a_refusal_names_the_values_it_is_about() -> None:
    with pytest.raises(CommandError, match=r"Some values cannot be accepted\. \(name: too long\)"), as_command_errors():
        raise Invalid(fields={"name": "too long"})


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), as_command_errors():
        raise ZeroDivisionError
