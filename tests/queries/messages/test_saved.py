import pytest

from chat.actions.messages import messages, saved
from chat.actions.rooms import memberships
from chat.queries.messages.saved import ids, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(ada, bob, kitchen, pantry, say):
    rows = [say(ada, room, f"{count}") for count, room in enumerate((kitchen, kitchen, kitchen, pantry))]
    for row in rows:
        saved.save(by=bob, message_id=row.pk, on=True)
    return rows


def test_saved_messages_are_paged_last_saved_first(bob, kept, django_assert_num_queries):
    with django_assert_num_queries(3):
        first = page(bob.pk, limit=3)
    assert [each.message.payload.content for each in first.saved] == ["3", "2", "1"]
    rest = page(bob.pk, before=first.next, limit=3)
    assert ([each.message.payload.content for each in rest.saved], rest.next) == (["0"], None)


def test_deleted_and_hidden_messages_are_left_out(ada, bob, pantry, kept):
    messages.delete(by=ada, message_id=kept[0].pk)
    memberships.leave(by=bob, room_id=pantry.pk)
    assert sorted(ids(bob.pk).message_ids) == [kept[1].pk, kept[2].pk]
    assert len(page(bob.pk).saved) == 2
