"""The steps of removals. tests/actions/moderation/test_actions.py tests whole removals."""

import pytest

from chat.access import attachment_for
from chat.actions.messages import messages
from chat.actions.moderation import removals
from chat.errors import NotFound
from chat.models import Attachment, Stage
from tests.support.moderation import act, undo

pytestmark = pytest.mark.django_db


def remove(by, message):
    return act(by, "delete", message_id=message.pk)


def test_the_newest_message_bounds_a_purge(bob, kitchen, say):
    assert removals.last_message_of(bob.pk) == 0
    say(bob, kitchen)
    newest = say(bob, kitchen)
    assert removals.last_message_of(bob.pk) == newest.pk


def test_there_is_nothing_to_do_for_an_action_that_is_settled_or_unknown(cy, bob, kitchen):
    mute = act(cy, "mute", user_id=bob.pk, room_id=kitchen.pk)
    assert not removals.proceed(mute.pk)
    assert not removals.proceed(mute.pk + 1000)


def test_the_files_of_a_hidden_message_cannot_be_fetched(ada, cy, bob, kitchen, say):
    file = Attachment.objects.create(
        uploader=bob, key="k" * 32, stage=Stage.KEPT, name="a.txt", content_type="text/plain", size=1
    )
    message = say(bob, kitchen, "look", attachment_ids=[file.pk])
    assert attachment_for(ada.pk, file.pk) == file
    action = remove(cy, message)
    with pytest.raises(NotFound):
        attachment_for(ada.pk, file.pk)
    undo(cy, action)
    assert attachment_for(ada.pk, file.pk) == file


def test_the_author_cannot_change_or_delete_a_hidden_message(cy, bob, kitchen, say):
    message = say(bob, kitchen)
    remove(cy, message)
    for do in (lambda: messages.edit(by=bob, message_id=message.pk, content="new"), lambda: remove(cy, message)):
        with pytest.raises(NotFound):
            do()
    with pytest.raises(NotFound):
        messages.delete(by=bob, message_id=message.pk)
