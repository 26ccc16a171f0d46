"""The rules that all verbs share."""

import pytest

from chat.actions.changes.change import SITE
from chat.actions.changes.draft import Draft
from chat.actions.changes.verbs.delete import Delete
from chat.actions.changes.verbs.edit import Edit
from chat.actions.changes.verbs.pin import Pin
from chat.actions.changes.verbs.react import React


def test_a_verb_says_how_it_is_applied():
    with pytest.raises(TypeError):
        Draft(1)


def test_only_verbs_with_a_text_have_one_to_render():
    assert Edit(1, 2, "**new**").text == "**new**"
    assert React(1, 2, "👍", True).text is None


def test_a_verb_asks_for_the_rows_that_it_looks_at():
    edit, delete, react = Edit(1, 2, "new"), Delete(1, 2), React(1, 2, "👍", True)
    pin, unpin = Pin(1, 2, True), Pin(1, 2, False)
    drafts = [edit, delete, react, pin, unpin]
    assert [draft for draft in drafts if draft.needs_mentions] == [edit, delete]
    assert [draft for draft in drafts if draft.needs_pins] == [pin]
    assert (delete.finder_id, Delete(1, 2, as_staff=True).finder_id) == (1, SITE)
