"""New messages: the same author and client id make the same message."""

import uuid

from chat.actions.changes.verbs.send import Send


def test_the_key_of_a_message_is_its_author_and_client_id():
    client_id = uuid.uuid4()
    one, again = Send(1, 2, "hello", client_id), Send(1, 3, "other", client_id)
    assert one.key == again.key == (1, client_id)
    assert one.key != Send(2, 2, "hello", client_id).key
