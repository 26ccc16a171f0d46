import uuid
from datetime import UTC, datetime, timedelta

import pytest

from chat.actions.demo import backdating
from chat.actions.messages import messages
from chat.models import Message
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)


def test_only_the_times_of_a_room_and_its_rows_change() -> None:
    ada = create_user("ada")
    room = create_room(ada)
    ids = [
        messages.send(by=ada, room_id=room.pk, content=f"No. {n}", client_id=uuid.uuid4()).message_id for n in range(3)
    ]
    messages.edit(by=ada, message_id=ids[0], content="Number 0")
    messages.delete(by=ada, message_id=ids[1])
    room.refresh_from_db()
    before = room.last_seq, room.last_rev, list(room.messages.order_by("seq").values_list("content", "rev"))
    backdating.backdate_room(room_id=room.pk, times={seq: START + timedelta(hours=seq) for seq in range(1, 5)})
    room.refresh_from_db()
    assert (room.last_seq, room.last_rev, list(room.messages.order_by("seq").values_list("content", "rev"))) == before
    assert (room.created_at, room.last_message_at) == (START + timedelta(hours=1), START + timedelta(hours=4))
    assert room.memberships.get().joined_at == room.created_at
    edited, deleted, plain = (Message.objects.get(pk=pk) for pk in ids)
    assert edited.edited_at == START + timedelta(hours=2) + backdating.EDITED_AFTER
    assert deleted.deleted_at == START + timedelta(hours=3) + backdating.DELETED_AFTER
    assert (plain.created_at, plain.edited_at, plain.deleted_at) == (START + timedelta(hours=4), None, None)


def test_a_users_times_are_set() -> None:
    ada, seen = create_user("ada"), START + timedelta(days=3)
    backdating.backdate_user(user_id=ada.pk, joined=START, seen=seen)
    ada.refresh_from_db()
    assert (ada.date_joined, ada.last_seen_at) == (START, seen)
