"""The two counters of a room, and the lines that the system writes."""

import pytest
from django.db import transaction

from chat.actions.sending.numbering import lock, next_rev, require_open, write_line
from chat.errors import Archived, NotFound
from chat.models import Message, MessageKind, Room
from tests.support.factories import create_room, create_user
from tests.support.parallel import run_in_parallel

pytestmark = pytest.mark.django_db


def test_a_change_counts_rev_and_not_seq(kitchen):
    seq, rev = kitchen.last_seq, kitchen.last_rev
    assert next_rev(kitchen) == rev + 1
    kitchen.refresh_from_db()
    assert (kitchen.last_seq, kitchen.last_rev) == (seq, rev + 1)


def test_a_line_takes_the_next_place_and_says_what_happened(ada, kitchen):
    seq, rev = kitchen.last_seq, kitchen.last_rev
    line = write_line(kitchen, ada, "tested", "<b>tested</b>", how="well")
    assert (line.seq, line.rev, line.kind) == (seq + 1, rev + 1, MessageKind.SYSTEM)
    assert line.extra == {"system": {"event": "tested", "how": "well"}}
    assert "<b>" not in line.html
    kitchen.refresh_from_db()
    assert (kitchen.last_seq, kitchen.last_rev, kitchen.last_message_at) == (seq + 1, rev + 1, line.created_at)


def test_a_line_moves_the_marks_of_those_who_had_read_everything_and_of_nobody_else(ada, bob, kitchen, say):
    say(ada, kitchen)
    kitchen.refresh_from_db()
    write_line(kitchen, bob, "tested", "tested")
    behind = {row.user_id: kitchen.last_seq - row.read_seq for row in kitchen.memberships.all()}
    assert (behind[ada.pk], behind[bob.pk]) == (0, 2)


def test_a_room_that_is_not_there_cannot_be_locked(db):
    with pytest.raises(NotFound), transaction.atomic():
        lock(2**63 - 1)


def test_an_archived_room_is_not_open(kitchen):
    require_open(kitchen)
    kitchen.archived_at = kitchen.created_at
    with pytest.raises(Archived):
        require_open(kitchen)


@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_no_hole_and_no_double():
    ada = create_user("ada")
    room = create_room(ada)
    before = room.last_seq

    def write():
        for _ in range(5):
            with transaction.atomic():
                write_line(lock(room.pk), ada, "tested", "tested")

    assert run_in_parallel(*[write] * 4) == [None] * 4
    numbers = Message.objects.filter(room=room, seq__gt=before).order_by("seq").values_list("seq", "rev")
    assert list(numbers) == [(before + n, before + n) for n in range(1, 21)]
    assert Room.objects.get(pk=room.pk).last_seq == before + 20
