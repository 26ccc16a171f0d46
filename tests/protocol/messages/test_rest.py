"""Bodies of message requests."""

import pytest
from pydantic import ValidationError

from chat import conf
from chat.protocol.messages.rest import MessageChange, NewMessage
from tests.support.protocol import CLIENT_ID


def test_an_edit_names_a_rev_only_if_the_client_wants_the_check():
    assert MessageChange.model_validate({"content": "a"}).rev is None
    with pytest.raises(ValidationError):
        MessageChange.model_validate({"content": "a", "rev": 0})


def test_a_new_message_has_a_limited_number_of_attachment_ids():
    body = {"content": "a", "clientId": CLIENT_ID}
    assert NewMessage.model_validate(body).attachment_ids == []
    with pytest.raises(ValidationError):
        NewMessage.model_validate(body | {"attachmentIds": [1] * (conf.FILES_PER_MESSAGE + 1)})
