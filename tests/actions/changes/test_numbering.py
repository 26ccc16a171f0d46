"""The two counters of a room, and system lines."""

import pytest
from django.db import transaction

from chat.actions.changes.numbering import lock_room, require_open, write_system_line
from chat.errors import Archived, NotFound
from chat.models import Message, MessageKind, Room
from tests.support.factories import create_room, create_user
from tests.support.parallel import run_in_parallel

pytestmark = pytest.mark.django_db


def test_a_system_line_takes_the_next_seq_and_names_its_event(ada, kitchen):
    seq, rev = kitchen.last_seq, kitchen.last_rev
    line = write_system_line(kitchen, ada, "tested", "<b>tested</b>", how="well")
    assert (line.seq, line.rev, line.kind) == (seq + 1, rev + 1, MessageKind.SYSTEM)
    assert line.extra == {"system": {"event": "tested", "how": "well"}}
    assert "<b>" not in line.html
    kitchen.refresh_from_db()
    assert (kitchen.last_seq, kitchen.last_rev, kitchen.last_message_at) == (seq + 1, rev + 1, line.created_at)


def test_a_system_line_moves_only_the_read_marks_of_members_who_had_read_everything(ada, bob, kitchen, say):
    say(ada, kitchen)
    kitchen.refresh_from_db()
    write_system_line(kitchen, bob, "tested", "tested")
    behind = {row.user_id: kitchen.last_seq - row.read_seq for row in kitchen.memberships.all()}
    assert (behind[ada.pk], behind[bob.pk]) == (0, 2)


def test_locking_an_unknown_room_raises_not_found(db):
    with pytest.raises(NotFound), transaction.atomic():
        lock_room(2**63 - 1)


def test_an_archived_room_is_not_open(kitchen):
    require_open(kitchen)
    kitchen.archived_at = kitchen.created_at
    with pytest.raises(Archived):
        require_open(kitchen)


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_take_every_number_once():
    ada = create_user("ada")
    room = create_room(ada)
    before = room.last_seq

    def write():
        for _ in range(5):
            with transaction.atomic():
                write_system_line(lock_room(room.pk), ada, "tested", "tested")

    assert run_in_parallel(*[write] * 4) == [None] * 4
    numbers = Message.objects.filter(room=room, seq__gt=before).order_by("seq").values_list("seq", "rev")
    assert list(numbers) == [(before + n, before + n) for n in range(1, 21)]
    assert Room.objects.get(pk=room.pk).last_seq == before + 20
