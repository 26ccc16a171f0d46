import io

import pytest

from chat.actions.files import uploads
from chat.actions.messages import drafts as actions
from chat.queries.messages.drafts import drafts

pytestmark = pytest.mark.django_db


def test_all_drafts_without_files_and_replies_take_one_query(ada, kitchen, pantry, django_assert_num_queries):
    for room in (kitchen, pantry):
        actions.save(by=ada, room_id=room.pk, content=room.name)
    with django_assert_num_queries(1):
        assert [draft.content for draft in drafts(ada.pk)] == [pantry.name, kitchen.name]


def test_what_goes_with_drafts_takes_one_query_more_for_messages_and_one_for_files(
    ada, bob, kitchen, pantry, say, django_assert_num_queries
):
    for room in (kitchen, pantry):
        file = uploads.upload(by=ada, name="a.txt", file=io.BytesIO(b"tea"), size=3)
        quoted = say(ada, room)
        actions.save(by=ada, room_id=room.pk, content="", reply_to=quoted.pk, attachment_ids=[file.pk])
    with django_assert_num_queries(3):
        assert [len(draft.attachments) for draft in drafts(ada.pk)] == [1, 1]
