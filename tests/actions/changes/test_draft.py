"""The rules that all verbs share."""

import pytest

from chat.actions.changes.draft import Draft
from chat.actions.changes.edit import Edit
from chat.actions.changes.react import React


def test_a_verb_says_how_it_is_applied():
    with pytest.raises(TypeError):
        Draft(1)


def test_only_verbs_with_a_text_have_one_to_render():
    assert Edit(1, 2, "**new**").text == "**new**"
    assert React(1, 2, "👍", True).text is None
