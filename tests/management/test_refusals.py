import pytest
from django.core.management import CommandError

from chat.errors import Invalid, NotFound
from chat.management.refusals import in_plain_words


def test_a_refusal_is_said_in_its_own_words() -> None:
    with pytest.raises(CommandError, match=r"^No such room\.$"), in_plain_words():
        raise NotFound("No such room.")


def test_a_refusal_names_the_values_it_is_about() -> None:
    with pytest.raises(CommandError, match=r"Some values cannot be accepted\. \(name: too long\)"), in_plain_words():
        raise Invalid(fields={"name": "too long"})


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), in_plain_words():
        raise ZeroDivisionError
