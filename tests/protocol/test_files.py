"""The files of a message."""

from chat.models import Message
from chat.protocol.files import attachment_payloads, first_file_name

FACTS = {
    **{"id": 5, "name": "a/b ?.png", "size": 9, "type": "image/png", "width": 2, "height": 3, "duration": None},
    "thumbnail": True,
}


def test_the_url_of_a_file_has_its_id_and_its_escaped_name():
    (payload,) = attachment_payloads(Message(extra={"attachments": [FACTS]}))
    assert (payload.url, payload.thumbnail_url) == ("/files/5/a%2Fb%20%3F.png", "/files/5/thumbnail/")


def test_a_file_without_a_thumbnail_has_no_thumbnail_url():
    (payload,) = attachment_payloads(Message(extra={"attachments": [FACTS | {"thumbnail": False}]}))
    assert payload.thumbnail_url is None


def test_the_first_file_name_is_empty_without_files():
    assert first_file_name(Message(extra={"attachments": [FACTS]})) == "a/b ?.png"
    assert first_file_name(Message()) == ""
