"""Drafts: one per room, announced to their author alone."""

import io
import uuid
from datetime import timedelta

import pytest

from chat import conf
from chat.actions.files import uploads
from chat.actions.messages import drafts, messages
from chat.actions.rooms import memberships
from chat.errors import ChatError, TooLong
from chat.models import Attachment, Draft
from chat.protocol.messages.drafts import EditDraft, PollDraft, ThreadDraft
from chat.queries.messages import drafts as queries
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def kept(user):
    return {draft.room_id: draft.content for draft in queries.drafts(user.pk)}


def upload(by):
    return uploads.upload(by=by, name="notes.txt", file=io.BytesIO(b"tea"), size=3)


def test_a_draft_is_announced_to_its_author_alone(ada, bob, cy, kitchen):
    with converging(ada, deaf=[bob, cy]) as heard:
        saved = drafts.save(by=ada, room_id=kitchen.pk, content="half a")
    assert heard.events(ada, "draft") == [saved.to_dict()]
    assert kept(ada) == {kitchen.pk: "half a"}
    assert kept(bob) == {}


def test_a_new_text_replaces_the_draft_of_the_room(ada, kitchen, pantry):
    for room, text in ((kitchen, "one"), (pantry, "elsewhere"), (kitchen, "one two")):
        drafts.save(by=ada, room_id=room.pk, content=text)
    assert kept(ada) == {kitchen.pk: "one two", pantry.pk: "elsewhere"}
    assert [draft.room_id for draft in queries.drafts(ada.pk)] == [kitchen.pk, pantry.pk]


@pytest.mark.parametrize("blank", ["", "  \n", "\u200b"])
def test_blank_text_deletes_the_draft(ada, kitchen, blank):
    drafts.save(by=ada, room_id=kitchen.pk, content="half a")
    with converging(ada) as heard:
        drafts.save(by=ada, room_id=kitchen.pk, content=blank)
    assert [draft["content"] for draft in heard.events(ada, "draft")] == [""]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("text", ["", "half a"])
def test_the_same_again_changes_and_announces_nothing(ada, kitchen, text):
    drafts.save(by=ada, room_id=kitchen.pk, content=text)
    with converging(deaf=[ada]):
        drafts.save(by=ada, room_id=kitchen.pk, content=text)


def test_characters_that_cannot_be_stored_are_removed(ada, kitchen):
    assert drafts.save(by=ada, room_id=kitchen.pk, content="a\0b\ufffe").content == "ab"


def test_a_draft_longer_than_a_message_is_refused(ada, kitchen):
    with pytest.raises(TooLong):
        drafts.save(by=ada, room_id=kitchen.pk, content="x" * (conf.MESSAGE_LENGTH + 1))


def test_leaving_a_room_deletes_the_draft(bob, pantry):
    drafts.save(by=bob, room_id=pantry.pk, content="half a")
    memberships.leave(by=bob, room_id=pantry.pk)
    assert kept(bob) == {}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("public", "code"), [(True, "not_a_member"), (False, "not_found")])
def test_a_draft_is_refused_where_the_user_may_not_write(ada, eve, kitchen, pantry, public, code):
    with converging(deaf=[ada, eve]), pytest.raises(ChatError) as refusal:
        drafts.save(by=eve, room_id=(kitchen if public else pantry).pk, content="x")
    assert refusal.value.code == code


def test_what_goes_with_the_text_is_kept_and_announced(ada, bob, kitchen, say):
    quoted, mine, file = say(bob, kitchen, "tea?"), say(ada, kitchen, "coffe"), upload(ada)
    parts = {
        "reply_to": quoted.pk,
        "edit": EditDraft(messageId=mine.pk, content="coffee"),
        "poll": PollDraft(question="Tea or", options=["tea", ""]),
        "threads": [ThreadDraft(rootId=quoted.pk, content="in the th")],
        "attachment_ids": [file.pk],
    }
    with converging(ada, deaf=[bob]) as heard:
        saved = drafts.save(by=ada, room_id=kitchen.pk, content="", **parts)
    assert heard.events(ada, "draft") == [saved.to_dict()]
    assert queries.drafts(ada.pk) == [saved]
    assert (saved.reply_to and saved.reply_to.id, saved.edit, saved.poll) == (quoted.pk, parts["edit"], parts["poll"])
    assert ([each.id for each in saved.attachments], saved.threads) == ([file.pk], parts["threads"])


def test_a_part_that_is_left_out_stays_and_one_that_is_null_goes(ada, bob, kitchen, say):
    quoted = say(bob, kitchen, "tea?")
    drafts.save(by=ada, room_id=kitchen.pk, content="yes", reply_to=quoted.pk)
    kept_reply = drafts.save(by=ada, room_id=kitchen.pk, content="").reply_to
    assert kept_reply and kept_reply.id == quoted.pk
    assert drafts.save(by=ada, room_id=kitchen.pk, content="", reply_to=None).reply_to is None
    assert not Draft.objects.exists()


def test_messages_of_other_rooms_and_files_of_others_are_left_out(ada, bob, kitchen, pantry, say):
    elsewhere, theirs = say(ada, pantry, "here"), upload(bob)
    edit = EditDraft(messageId=elsewhere.pk, content="x")
    parts = {"reply_to": elsewhere.pk, "edit": edit, "attachment_ids": [theirs.pk]}
    saved = drafts.save(by=ada, room_id=kitchen.pk, content="hm", **parts)
    assert (saved.reply_to, saved.edit, saved.attachments) == (None, None, [])


def test_a_file_in_a_draft_outlives_the_sweep_of_unsent_files(ada, kitchen):
    held, other = upload(ada), upload(ada)
    drafts.save(by=ada, room_id=kitchen.pk, content="", attachment_ids=[held.pk])
    uploads.discard_unsent(older_than=timedelta(0))
    assert set(Attachment.objects.kept()) == {held}
    drafts.save(by=ada, room_id=kitchen.pk, content="", attachment_ids=[])
    uploads.discard_unsent(older_than=timedelta(0))
    assert not Attachment.objects.kept().filter(pk__in=[held.pk, other.pk]).exists()


def test_a_file_that_was_sent_is_no_longer_in_the_draft(ada, kitchen):
    file = upload(ada)
    drafts.save(by=ada, room_id=kitchen.pk, content="look", attachment_ids=[file.pk])
    messages.send(by=ada, room_id=kitchen.pk, content="look", client_id=uuid.uuid4(), attachment_ids=[file.pk])
    assert queries.drafts(ada.pk)[0].attachments == []


def test_a_message_that_was_deleted_is_no_longer_edited_or_quoted(ada, kitchen, say):
    mine = say(ada, kitchen, "oops")
    edit = EditDraft(messageId=mine.pk, content="ok")
    drafts.save(by=ada, room_id=kitchen.pk, content="hm", reply_to=mine.pk, edit=edit)
    messages.delete(by=ada, message_id=mine.pk)
    (draft,) = queries.drafts(ada.pk)
    assert (draft.content, draft.edit, draft.reply_to) == ("hm", None, None)
