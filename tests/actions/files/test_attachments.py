"""Files that come with messages, and go with them."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.messages import messages, reactions
from chat.actions.rooms import memberships
from chat.actions.sending.batch import Batch, Draft
from chat.errors import ChatError, Invalid, NotFound
from chat.executors import post_files
from chat.files import storage
from chat.models import Attachment, Message, Stage
from tests.support.convergence import converging
from tests.support.sample_files import upload_sample

pytestmark = pytest.mark.django_db


def send(by, room, *files, content="", key=None):
    ids = [each.pk for each in files]
    return messages.send(by=by, room_id=room.pk, content=content, client_id=key or uuid.uuid4(), attachment_ids=ids)


def test_a_picture_goes_without_a_word_and_everyone_sees_it(ada, bob, cy, eve, kitchen):
    file = upload_sample(ada)
    with converging(ada, bob, cy, deaf=[eve]) as heard:
        send(ada, kitchen, file)
    [message] = heard.events(bob, "chat:message")
    assert (message["content"], message["html"]) == ("", "")
    assert message["attachments"] == [
        {
            "id": file.pk,
            "name": "cat.png",
            "size": file.size,
            "type": "image/png",
            "width": 60,
            "height": 40,
            "duration": None,
            "url": f"/files/{file.pk}/cat.png",
            "thumbnailUrl": f"/files/{file.pk}/thumbnail/",
        }
    ]


def test_several_files_keep_their_order(ada, bob, kitchen):
    files = [upload_sample(ada, b"hello", f"{number}.txt") for number in (3, 1, 2)]
    with converging(ada, bob) as heard:
        send(ada, kitchen, *reversed(files), content="three")
    assert [each["name"] for each in heard.events(bob)[0]["attachments"]] == ["2.txt", "1.txt", "3.txt"]


def test_a_file_named_twice_is_attached_once(ada, kitchen):
    file = upload_sample(ada)
    sent = send(ada, kitchen, file, file)
    assert len(Message.objects.get(pk=sent.message_id).extra["attachments"]) == 1


def test_the_same_message_again_is_the_same_message_with_its_files(ada, kitchen):
    file, key = upload_sample(ada), uuid.uuid4()
    first = send(ada, kitchen, file, key=key)
    again = send(ada, kitchen, file, key=key)
    assert (again.duplicate, again.message_id) == (True, first.message_id)


@pytest.mark.parametrize("whose", ["another's", "sent", "sent in this batch", "arriving", "discarded", "nobody's"])
def test_a_file_that_cannot_be_sent_is_refused_and_nothing_is_written(ada, bob, kitchen, whose):
    file = upload_sample(bob if whose == "another's" else ada)
    ids = (2**62,) if whose == "nobody's" else (file.pk,)
    if whose == "sent":
        send(ada, kitchen, file)
    if whose in {"arriving", "discarded"}:
        Attachment.objects.update(stage=whose)
    drafts = [Draft(ada.pk, kitchen.pk, "x", uuid.uuid4(), attachment_ids=ids)]
    if whose == "sent in this batch":
        drafts.insert(0, Draft(ada.pk, kitchen.pk, "y", uuid.uuid4(), attachment_ids=ids))
    outcome = Batch(drafts, set()).commit()[-1]
    assert isinstance(outcome, NotFound)
    assert outcome.fields == {"attachmentIds": str(ids[0])}
    assert not Message.objects.filter(content="x").exists()


def test_without_files_nothing_is_asked_of_them(ada, kitchen):
    file = upload_sample(ada)
    plain = Batch([Draft(ada.pk, kitchen.pk, "x", uuid.uuid4())], set())
    with_file = Batch([Draft(ada.pk, kitchen.pk, "x", uuid.uuid4(), attachment_ids=(file.pk,))], set())
    with CaptureQueriesContext(connection) as without:
        plain.commit()
    with CaptureQueriesContext(connection) as asked:
        with_file.commit()
    assert len(asked) == len(without) + 2
    assert not any("attachment" in each["sql"] for each in without.captured_queries)


@pytest.mark.parametrize("content", ["", " \n", "\u200b"])
def test_an_empty_message_without_a_file_is_refused(ada, kitchen, content):
    with pytest.raises(Invalid):
        send(ada, kitchen, content=content)


def test_an_edit_and_a_reaction_leave_the_files(ada, bob, kitchen):
    sent = send(ada, kitchen, upload_sample(ada), content="look")
    with converging(ada, bob) as heard:
        messages.edit(by=ada, message_id=sent.message_id, content="look here")
        reactions.react(by=bob, message_id=sent.message_id, emoji="👍", on=True)
    assert [len(each["attachments"]) for each in heard.events(bob, "chat:changed")] == [1, 1]


def test_a_deleted_message_loses_its_files_and_the_disk_too(ada, bob, kitchen):
    file = upload_sample(ada)
    sent = send(ada, kitchen, file)
    with converging(ada, bob) as heard:
        messages.delete(by=ada, message_id=sent.message_id)
    assert heard.events(bob)[0]["attachments"] == []
    file.refresh_from_db()
    assert (file.stage, file.message_id) == (Stage.DISCARDED, None)
    post_files(lambda: None).result()
    for path in (storage.original(file.key), storage.thumbnail(file.key)):
        _is_gone(path)


def _is_gone(path):
    # The pool has two threads: what was posted before may still be under way.
    for _ in range(200):
        post_files(lambda: None).result()
        try:
            storage.open_file(path).close()
        except FileNotFoundError:
            return
    pytest.fail(f"{path} is still there")


def test_a_quote_of_a_message_without_words_names_its_file(ada, bob, kitchen, say):
    original = send(ada, kitchen, upload_sample(ada))
    with converging(ada, bob) as heard:
        say(bob, kitchen, "nice", reply_to=original.message_id)
    assert heard.events(ada)[0]["replyTo"]["content"] == "cat.png"


def test_who_is_not_in_the_room_sends_no_file_there_and_keeps_it(ada, eve, pantry):
    file = upload_sample(eve)
    with pytest.raises(ChatError):
        send(eve, pantry, file)
    assert list(Attachment.objects.unsent()) == [file]
    memberships.add(by=ada, room_id=pantry.pk, user_id=eve.pk)
    send(eve, pantry, file)
