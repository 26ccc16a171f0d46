"""The text of a draft."""

import pytest
from pydantic import ValidationError

from chat.protocol.messages.drafts import DraftText


def test_a_draft_may_be_empty():
    assert DraftText.model_validate({"content": ""}).content == ""


@pytest.mark.parametrize("body", [{}, {"content": None}, {"content": 1}, {"content": "a", "roomId": 7}])
def test_a_draft_is_a_text_and_nothing_else(body):
    with pytest.raises(ValidationError):
        DraftText.model_validate(body)
