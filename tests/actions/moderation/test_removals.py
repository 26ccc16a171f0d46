"""The steps of removals. tests/actions/moderation/test_actions.py tests whole removals."""

import pytest

from chat.access import attachment_for
from chat.actions.messages import messages
from chat.actions.moderation import actions, removals
from chat.errors import NotFound
from chat.models import ActionKind, Attachment, Stage

pytestmark = pytest.mark.django_db


def remove(by, message):
    return actions.act(by=by, kind=ActionKind.DELETE, message_id=message.pk, reason="Spam")


def test_the_newest_message_bounds_a_purge(bob, kitchen, say):
    assert removals.last_message_of(bob.pk) == 0
    assert removals.last_message_of(bob.pk) == 0 or say(bob, kitchen)
    newest = say(bob, kitchen)
    assert removals.last_message_of(bob.pk) == newest.pk


def test_there_is_nothing_to_do_for_an_action_that_is_settled_or_unknown(cy, bob, kitchen):
    mute = actions.act(by=cy, kind=ActionKind.MUTE, user_id=bob.pk, room_id=kitchen.pk, reason="Spam")
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
    actions.undo(by=cy, action_id=action.pk, reason="A mistake")
    assert attachment_for(ada.pk, file.pk) == file


def test_the_author_cannot_change_or_delete_a_hidden_message(cy, bob, kitchen, say):
    message = say(bob, kitchen)
    remove(cy, message)
    for do in (lambda: messages.edit(by=bob, message_id=message.pk, content="new"), lambda: remove(cy, message)):
        with pytest.raises(NotFound):
            do()
    with pytest.raises(NotFound):
        messages.delete(by=bob, message_id=message.pk)
