"""The people of other processes, with announcements that are late, doubled or lost."""

import random

import pytest

from chat import conf
from chat.delivery import processes as module
from chat.delivery.announcements import PresenceChanges
from chat.delivery.leases import Snapshot
from chat.delivery.processes import OtherProcesses, Process

ADA, BOB, CY = 1, 2, 3


def changes(number: int, *statuses: tuple[int, str], process: str = "p") -> PresenceChanges:
    return PresenceChanges(process, number, statuses)


def test_announcements_add_change_and_remove_people():
    process = Process()
    assert process.apply_changes(changes(0, (ADA, "online"), (BOB, "online"))) == {ADA, BOB}
    assert process.apply_changes(changes(1, (ADA, "away"), (BOB, "offline"))) == {ADA, BOB}
    assert (process.people, process.number, process.has_gap) == ({ADA: "away"}, 1, False)


def test_an_announcement_that_was_applied_is_ignored():
    process = Process()
    process.apply_changes(changes(0, (ADA, "online")))
    assert process.apply_changes(changes(0, (ADA, "offline"))) == set()
    assert process.people == {ADA: "online"}


def test_a_gap_is_noticed_and_filled_by_a_snapshot():
    process = Process()
    process.apply_changes(changes(0, (ADA, "online")))
    process.apply_changes(changes(2, (BOB, "away")))
    assert (process.people, process.has_gap, process.number) == ({ADA: "online", BOB: "away"}, True, 0)
    assert process.apply_snapshot(Snapshot(1, {CY: "online"})) >= {ADA, BOB, CY}
    assert (process.people, process.has_gap, process.number) == ({CY: "online", BOB: "away"}, False, 2)


def test_a_late_announcement_does_not_undo_a_later_one():
    process = Process()
    process.apply_changes(changes(1, (ADA, "away")))
    process.apply_changes(changes(0, (ADA, "online"), (BOB, "online")))
    assert (process.people, process.has_gap) == ({ADA: "away", BOB: "online"}, False)


def test_an_older_snapshot_is_ignored():
    process = Process()
    for number in range(3):
        process.apply_changes(changes(number, (number, "online")))
    assert process.apply_snapshot(Snapshot(1, {})) == set()
    assert process.people.keys() == {0, 1, 2}


@pytest.mark.parametrize("seed", range(20))
def test_any_order_and_loss_ends_in_the_last_state_once_a_snapshot_has_come(seed):
    rng, process, people, log, snapshots = random.Random(seed), Process(), {}, [], []
    for number in range(60):
        user_id, status = rng.randint(1, 5), rng.choice(["online", "away", "offline"])
        people = {id: each for id, each in (people | {user_id: status}).items() if each != "offline"}
        log.append(changes(number, (user_id, status)))
        snapshots.append(Snapshot(number, people))
    arriving = [each for each in log if rng.random() < 0.8]
    arriving.sort(key=lambda each: each.number + rng.randint(0, 3))
    for each in arriving:
        process.apply_changes(each)
        if rng.random() < 0.1:
            process.apply_snapshot(snapshots[each.number])
    process.apply_snapshot(snapshots[-1])
    assert (process.people, process.has_gap, process.number) == (people, False, 59)


def test_what_is_kept_after_a_gap_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "MOST_AFTER_GAP", 3)
    process = Process()
    for number in range(1, 10):
        process.apply_changes(changes(number, (number, "online")))
    process.apply_snapshot(Snapshot(8, {ADA: "away"}))
    assert (process.people, process.number) == ({ADA: "away", 9: "online"}, 9)


def test_a_process_without_a_lease_is_forgotten_unless_it_was_heard_lately():
    others = OtherProcesses()
    others.apply_changes(changes(0, (ADA, "online"), process="dead"), 0)
    others.apply_changes(changes(0, (ADA, "away"), (BOB, "away"), process="live"), 0)
    assert sorted(others.statuses_of(ADA)) == ["away", "online"]
    assert others.forget_all_but({"live"}, conf.PRESENCE_RENEWAL - 1) == set()
    assert others.forget_all_but({"live"}, conf.PRESENCE_RENEWAL) == {ADA}
    assert (others.statuses_of(ADA), others.numbers) == (["away"], {"live": 0})
