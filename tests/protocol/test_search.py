"""The query string of a search."""

import pytest
from pydantic import ValidationError

from chat.protocol.search import SearchQuery


@pytest.mark.parametrize("cursor", ["41", "-41"])
def test_a_cursor_is_an_integer_of_either_sign(cursor):
    assert SearchQuery.model_validate({"before": cursor}).before == int(cursor)


@pytest.mark.parametrize("cursor", ["", "1.0", "1_0", "+1", "٣", "9" * 19, "next"])
def test_another_cursor_is_refused(cursor):
    with pytest.raises(ValidationError, match="next"):
        SearchQuery.model_validate({"before": cursor})
