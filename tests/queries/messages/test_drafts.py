import pytest

from chat.actions.messages import drafts as actions
from chat.queries.messages.drafts import drafts

pytestmark = pytest.mark.django_db


def test_all_drafts_take_one_query(ada, kitchen, pantry, django_assert_num_queries):
    for room in (kitchen, pantry):
        actions.save(by=ada, room_id=room.pk, content=room.name)
    with django_assert_num_queries(1):
        assert [draft.content for draft in drafts(ada.pk)] == [pantry.name, kitchen.name]
