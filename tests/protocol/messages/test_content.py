"""The text of a message, before it is stored."""

import pytest

from chat.errors import Invalid, TooLong
from chat.protocol.messages.content import clean_content


def test_line_ends_and_trailing_spaces_are_normalised():
    assert clean_content("a\r\nb  \n") == "a\nb"


@pytest.mark.parametrize(
    ("content", "error_class"), [("", Invalid), ("\x00", Invalid), ("\ud800", Invalid), ("x" * 4001, TooLong)]
)
def test_content_that_cannot_be_stored_is_refused_by_its_field_name(content, error_class):
    with pytest.raises(error_class) as raised:
        clean_content(content)
    assert set(raised.value.fields) == {"content"}
