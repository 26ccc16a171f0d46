"""The checker finds violations: each test breaks one invariant in a small correct world."""

from copy import deepcopy

import pytest

from tests.faults import checker
from tests.faults.journal import Acked, Applied, Heard, Journal, Sent
from tests.faults.truth import RoomTruth, Row, Truth

ROOM, ANN, BEN = 7, 1, 2


def world() -> tuple[Truth, list[Journal]]:
    """Two people, one room, three messages: two of Ann's and one of Ben's."""
    rows = [Row(10 + seq, ROOM, seq, seq, BEN if seq == 2 else ANN, f"id{seq}", f"text {seq}") for seq in (1, 2, 3)]
    return {ROOM: RoomTruth(3, 3, rows, {ANN: 3, BEN: 2})}, [journal(ANN, rows, 0), journal(BEN, rows, 1)]


def journal(user: int, rows: list[Row], unread: int) -> Journal:
    own = [row for row in rows if row.author == user]
    return Journal(
        user_id=user,
        sent={str(row.client_id): Sent(ROOM, row.content, at=0.0, attempts=1) for row in own},
        acked={str(row.client_id): Acked(1.0, row.id, row.seq, duplicate=False) for row in own},
        heard=[Heard(1.0, 1, ROOM, row.rev, row.id) for row in rows],
        applied=[Applied(1.0, ROOM, row.rev, row.id, row.client_id, live=True) for row in rows],
        screen={ROOM: {row.id: {"seq": row.seq, "rev": row.rev, "content": row.content} for row in rows}},
        unread={ROOM: unread},
    )


def broken(truth: Truth, journals: list[Journal]) -> set[str]:
    return {violation.invariant for violation in checker.check(truth, journals)}


def test_a_correct_world_has_no_violations():
    assert checker.check(*world()) == []


def lose_a_row(truth, journals):
    del truth[ROOM].messages[2]
    truth[ROOM].last_seq = truth[ROOM].last_rev = 2


def double_a_row(truth, journals):
    truth[ROOM].messages.append(Row(99, ROOM, 4, 4, ANN, "id3", "text 3"))
    truth[ROOM].last_seq = truth[ROOM].last_rev = 4


def misnumber_an_ack(truth, journals):
    journals[0].acked["id1"].seq = 2


def store_what_nobody_sent(truth, journals):
    journals[0].sent["id3"].attempts = 0


def miss_a_message(truth, journals):
    del journals[1].screen[ROOM][11]


def show_a_ghost(truth, journals):
    journals[1].screen[ROOM][99] = {"seq": 4, "rev": 4, "content": "never stored"}


def show_an_old_text(truth, journals):
    journals[1].screen[ROOM][11]["content"] = "before the edit"


def leave_a_hole(truth, journals):
    truth[ROOM].last_seq = 4


def count_a_change_too_many(truth, journals):
    truth[ROOM].last_rev = 5


def forget_an_acked_edit(truth, journals):
    journals[0].edits = 1


def hear_out_of_order(truth, journals):
    journals[0].heard.reverse()


def hear_twice(truth, journals):
    journals[0].heard.append(journals[0].heard[-1])


def apply_over_a_gap(truth, journals):
    del journals[0].applied[1]


def count_unread_wrongly(truth, journals):
    journals[1].unread[ROOM] = 0


@pytest.mark.parametrize(
    ("breach", "invariant"),
    [
        (lose_a_row, "I1"),
        (double_a_row, "I1"),
        (double_a_row, "I2"),
        (misnumber_an_ack, "I1"),
        (store_what_nobody_sent, "I2"),
        (miss_a_message, "I3"),
        (show_a_ghost, "I3"),
        (show_an_old_text, "I3"),
        (leave_a_hole, "I4"),
        (count_a_change_too_many, "I4"),
        (forget_an_acked_edit, "I4"),
        (hear_out_of_order, "I4"),
        (hear_twice, "I4"),
        (apply_over_a_gap, "I4"),
        (count_unread_wrongly, "I5"),
    ],
)
def test_a_violation_is_found(breach, invariant):
    truth, journals = deepcopy(world())
    breach(truth, journals)
    assert invariant in broken(truth, journals)


def test_a_wrong_presence_is_found():
    people, sharing = Journal(user_id=ANN, people={BEN: "online"}), {ANN: {ANN, BEN}}
    assert checker.check_presence([people], [ANN, BEN], sharing) == []
    assert checker.check_presence([people], [ANN], sharing) != []
    assert checker.check_presence([Journal(user_id=ANN)], [ANN, BEN], sharing) != []


LOG = """INFO:     Started server process [1]
2026-01-01 00:00:00,000 ERROR layer: Unexpected exception
Traceback (most recent call last):
  File "x.py", line 1, in <module>
ConnectionError: gone
2026-01-01 00:00:01,000 INFO chat: all is well
"""


def test_a_traceback_is_found_unless_its_entry_is_expected():
    assert len(checker.check_logs([LOG])) == 1
    assert checker.check_logs([LOG], expected=["Unexpected exception"]) == []
    assert len(checker.check_logs([LOG], expected=["all is well"])) == 1


def test_refused_handshakes_and_permanently_refused_messages_are_found():
    assert checker.check_refusals([Journal(refusals=[503])]) != []
    assert checker.check_refusals([Journal(refusals=[503])], expected=[503]) == []
    assert checker.check_refusals([Journal(failed={"id": "not_a_member"})]) != []


def test_a_change_received_after_a_removal_is_found():
    heard = Journal(user_id=BEN, heard=[Heard(1.0, 1, ROOM, 3, 13)])
    assert checker.check_removed(heard, ROOM, 3) == []
    assert checker.check_removed(heard, ROOM, 2) != []
