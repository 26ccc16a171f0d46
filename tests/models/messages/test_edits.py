"""The history of a message is kept in the order of the edits."""

import pytest
from django.utils import timezone

from chat.models import MessageEdit

pytestmark = pytest.mark.django_db


def test_edits_are_ordered_and_deleted_with_their_message(ada, kitchen, say):
    message = say(ada, kitchen)
    for text in ("one", "two"):
        MessageEdit.objects.create(message=message, content=text, edited_at=timezone.now(), editor=ada)
    assert [edit.content for edit in message.edits.all()] == ["one", "two"]
    message.delete()
    assert not MessageEdit.objects.exists()
