"""Drafts: the same author and client id make the same message."""

import uuid

from chat.actions.sending.draft import Draft


def test_the_key_of_a_draft_is_its_author_and_client_id():
    client_id = uuid.uuid4()
    one, again = Draft(1, 2, "hello", client_id), Draft(1, 3, "other", client_id)
    assert one.key == again.key == (1, client_id)
    assert one.key != Draft(2, 2, "hello", client_id).key
