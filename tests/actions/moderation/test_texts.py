import pytest

from chat.actions.moderation.texts import clean_text
from chat.errors import Invalid


def test_a_text_becomes_one_line():
    assert clean_text("note", "  two \n lines\t", 20) == "two lines"
    assert clean_text("note", "", 20) == ""


@pytest.mark.parametrize("value", ["x" * 21, "a\x00b", "a\u202eb"])
def test_a_text_that_is_too_long_or_cannot_be_shown_is_refused(value):
    with pytest.raises(Invalid) as refusal:
        clean_text("note", value, 20)
    assert list(refusal.value.fields) == ["note"]
