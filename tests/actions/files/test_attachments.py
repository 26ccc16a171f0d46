"""Attachments: sent with their message, kept by an edit, and erased with the message."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.changes.allowance import Allowance
from chat.actions.changes.batch import Batch
from chat.actions.changes.verbs.send import Send
from chat.actions.messages import messages, reactions
from chat.actions.rooms import memberships
from chat.errors import ChatError, Invalid, NotFound
from chat.executors import submit_file_work
from chat.files import storage
from chat.models import Attachment, Message, Stage
from tests.support.convergence import converging
from tests.support.sample_files import upload_sample

pytestmark = pytest.mark.django_db


def send(by, room, *files, content="", key=None):
    ids = [file.pk for file in files]
    return messages.send(by=by, room_id=room.pk, content=content, client_id=key or uuid.uuid4(), attachment_ids=ids)


def test_a_picture_without_text_reaches_every_member(ada, bob, cy, eve, kitchen):
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
    assert [file["name"] for file in heard.events(bob)[0]["attachments"]] == ["2.txt", "1.txt", "3.txt"]


def test_a_file_that_is_named_twice_is_attached_once(ada, kitchen):
    file = upload_sample(ada)
    sent = send(ada, kitchen, file, file)
    assert len(Message.objects.get(pk=sent.message_id).extra["attachments"]) == 1


def test_sending_the_same_message_again_finds_the_stored_message_with_its_files(ada, kitchen):
    file, key = upload_sample(ada), uuid.uuid4()
    first = send(ada, kitchen, file, key=key)
    again = send(ada, kitchen, file, key=key)
    assert (again.duplicate, again.message_id) == (True, first.message_id)


@pytest.mark.parametrize("whose", ["another's", "sent", "sent in this batch", "arriving", "discarded", "nobody's"])
def test_a_file_that_cannot_be_attached_is_refused_and_nothing_is_stored(ada, bob, kitchen, whose):
    file = upload_sample(bob if whose == "another's" else ada)
    ids = (2**62,) if whose == "nobody's" else (file.pk,)
    if whose == "sent":
        send(ada, kitchen, file)
    if whose in {"arriving", "discarded"}:
        Attachment.objects.update(stage=whose)
    drafts = [Send(ada.pk, kitchen.pk, "x", uuid.uuid4(), attachment_ids=ids)]
    if whose == "sent in this batch":
        drafts.insert(0, Send(ada.pk, kitchen.pk, "y", uuid.uuid4(), attachment_ids=ids))
    outcome = Batch(drafts, Allowance(drafts)).commit()[-1]
    assert isinstance(outcome, NotFound)
    assert outcome.fields == {"attachmentIds": str(ids[0])}
    assert not Message.objects.filter(content="x").exists()


def test_a_batch_without_files_makes_no_query_for_files(ada, kitchen):
    file = upload_sample(ada)
    plain = [Send(ada.pk, kitchen.pk, "x", uuid.uuid4())]
    with_file = [Send(ada.pk, kitchen.pk, "x", uuid.uuid4(), attachment_ids=(file.pk,))]
    with CaptureQueriesContext(connection) as without:
        Batch(plain, Allowance(plain)).commit()
    with CaptureQueriesContext(connection) as queries:
        Batch(with_file, Allowance(with_file)).commit()
    assert len(queries) == len(without) + 2
    assert not any("attachment" in query["sql"] for query in without.captured_queries)


@pytest.mark.parametrize("content", ["", " \n", "\u200b"])
def test_an_empty_message_without_a_file_is_refused(ada, kitchen, content):
    with pytest.raises(Invalid):
        send(ada, kitchen, content=content)


def test_an_edit_and_a_reaction_keep_the_files(ada, bob, kitchen):
    sent = send(ada, kitchen, upload_sample(ada), content="look")
    with converging(ada, bob) as heard:
        messages.edit(by=ada, message_id=sent.message_id, content="look here")
        reactions.react(by=bob, message_id=sent.message_id, emoji="👍", on=True)
    assert [len(message["attachments"]) for message in heard.events(bob, "chat:changed")] == [1, 1]


def test_deleting_a_message_erases_its_files_from_storage(ada, bob, kitchen):
    file = upload_sample(ada)
    sent = send(ada, kitchen, file)
    with converging(ada, bob) as heard:
        messages.delete(by=ada, message_id=sent.message_id)
    assert heard.events(bob)[0]["attachments"] == []
    file.refresh_from_db()
    assert (file.stage, file.message_id) == (Stage.DISCARDED, None)
    submit_file_work(lambda: None).result()
    for path in (storage.original(file.key), storage.thumbnail(file.key)):
        _wait_until_gone(path)


def _wait_until_gone(path):
    # The pool has two threads, so an earlier job may still be running.
    for _ in range(200):
        submit_file_work(lambda: None).result()
        try:
            storage.open_file(path).close()
        except FileNotFoundError:
            return
    pytest.fail(f"{path} is still there")


def test_a_quote_of_a_message_without_text_names_its_file(ada, bob, kitchen, say):
    original = send(ada, kitchen, upload_sample(ada))
    with converging(ada, bob) as heard:
        say(bob, kitchen, "nice", reply_to=original.message_id)
    assert heard.events(ada)[0]["replyTo"]["content"] == "cat.png"


def test_a_file_of_a_refused_message_can_still_be_sent(ada, eve, pantry):
    file = upload_sample(eve)
    with pytest.raises(ChatError):
        send(eve, pantry, file)
    assert list(Attachment.objects.unsent()) == [file]
    memberships.add(by=ada, room_id=pantry.pk, user_id=eve.pk)
    send(eve, pantry, file)
