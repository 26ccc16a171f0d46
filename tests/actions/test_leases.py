"""Leases: every row is worked on by one process at a time, and none is lost with a process that dies."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.actions import leases
from chat.models import Reminder
from tests.support.factories import create_user
from tests.support.lease_workers import Worker
from tests.support.parallel import run_in_parallel

NOW = timezone.now()


def later(seconds):
    return NOW + timedelta(seconds=seconds)


def queue(count):
    """Store that many rows, oldest first, and return the query set of those that are not done."""
    owner = create_user("ada")
    Reminder.objects.bulk_create(
        Reminder(user=owner, text=str(number), remind_at=later(number - 5_000)) for number in range(count)
    )
    return Reminder.objects.filter(fired_at=None)


def claim(queryset, limit=10, seconds=60, now=NOW):
    return leases.claim(queryset, limit=limit, seconds=seconds, now=now)


def texts(rows):
    return [row.text for row in rows]


@pytest.mark.django_db
class TestLease:
    def test_a_claim_takes_rows_in_order_and_leaves_those_that_are_leased(self):
        rows = queue(5)
        assert [texts(claim(rows, limit=2)) for _ in range(4)] == [["0", "1"], ["2", "3"], ["4"], []]

    def test_a_claim_takes_two_queries_however_many_rows(self, django_assert_num_queries):
        rows = queue(5)
        with django_assert_num_queries(4):  # Two of them are the savepoint.
            assert len(claim(rows)) == 5

    def test_rows_that_are_done_are_not_claimed_again(self):
        rows = queue(2)
        assert leases.done(claim(rows), fired_at=NOW) == 2
        assert claim(rows, now=later(9_999)) == []
        assert set(Reminder.objects.values_list("claimable_at", "attempts")) == {(None, 0)}

    def test_a_row_is_claimed_by_another_process_when_the_lease_ends(self):
        rows = queue(1)
        [row] = claim(rows)
        assert (row.attempts, claim(rows, now=later(59))) == (1, [])
        [row] = claim(rows, now=later(60))
        assert row.attempts == 2

    def test_a_process_whose_lease_has_ended_changes_nothing(self):
        rows = queue(1)
        [late] = claim(rows)
        [row] = claim(rows, now=later(60))
        assert leases.hold(rows, late) is None
        assert leases.done([late], fired_at=NOW) == 0
        leases.failed(late, ValueError())
        leases.release(late)
        found = leases.hold(rows, row)
        assert (found.claimable_at, found.attempts, found.last_error) == (later(120), 2, "")

    def test_a_row_that_its_owner_changed_is_not_held(self):
        rows = queue(1)
        [row] = claim(rows)
        assert leases.hold(rows.filter(text="other"), row) is None
        leases.revive(Reminder.objects.all())
        assert leases.hold(rows, row) is None

    def test_a_row_that_is_released_is_claimable_at_once_and_loses_no_attempt(self):
        rows = queue(1)
        leases.release(claim(rows)[0])
        assert [row.attempts for row in claim(rows)] == [1]


@pytest.mark.django_db
class TestFailure:
    def test_the_pause_doubles_with_each_attempt_up_to_a_limit(self):
        rows, now = queue(1), NOW
        for attempt in range(1, conf.LEASE_ATTEMPTS):
            [row] = claim(rows, now=now)
            assert row.attempts == attempt
            assert not leases.failed(row, ValueError("no\0"), now=now)
            row.refresh_from_db()
            longest = min(conf.LEASE_PAUSE * 2 ** (attempt - 1), conf.LEASE_PAUSE_MAX)
            assert longest / 2 <= (row.claimable_at - now).total_seconds() <= longest
            assert claim(rows, now=row.claimable_at - timedelta(milliseconds=1)) == []
            assert row.last_error == r"ValueError('no\x00')"
            now = row.claimable_at

    def test_rows_that_fail_together_do_not_come_back_together(self):
        for row in claim(queue(10)):
            leases.failed(row, ValueError(), now=NOW)
        assert Reminder.objects.values("claimable_at").distinct().count() == 10

    def test_a_row_is_dead_after_its_last_attempt_until_it_is_revived(self, monkeypatch):
        monkeypatch.setattr(Reminder, "MAX_ATTEMPTS", 2)
        rows = queue(1)
        assert not leases.failed(claim(rows)[0], ValueError(), now=NOW)
        assert leases.failed(claim(rows, now=later(3_600))[0], ValueError(), now=NOW)
        assert claim(rows, now=later(99_999)) == []
        assert leases.revive(rows) == 1
        assert [(row.attempts, row.last_error) for row in claim(rows)] == [(1, "")]

    def test_a_row_that_ends_its_process_takes_no_other_rows_attempts(self, monkeypatch):
        monkeypatch.setattr(Reminder, "MAX_ATTEMPTS", 3)
        rows, tried = queue(4), Counter()
        for hour in range(10):  # In each, a process works until it meets row 1, which ends it.
            for _ in range(10):
                claimed = claim(rows, now=later(3_600 * hour))
                dead = [row for row in claimed if row.dead_at]
                fatal = [row for row in claimed if row.text == "1" and not row.dead_at]
                tried.update(texts(row for row in claimed if not row.dead_at))
                if fatal or not claimed:
                    break
                leases.done([row for row in claimed if row not in dead], fired_at=NOW)
        assert tried == {"0": 2, "1": 3, "2": 2, "3": 2}
        assert texts(rows) == ["1"]

    def test_a_row_whose_last_process_died_comes_once_more_as_dead(self, monkeypatch):
        monkeypatch.setattr(Reminder, "MAX_ATTEMPTS", 1)
        rows = queue(1)
        claim(rows)
        [row] = claim(rows, now=later(60))
        assert (row.dead_at, row.last_error) == (later(60), leases.PROCESS_ENDED)
        assert claim(rows, now=later(9_999)) == []


@pytest.mark.django_db
class TestAttempt:
    def attempt(self, rows, work, passing=()):
        gone = []
        try:
            leases.attempt(rows, work, seconds=60, give_up=gone.append, passing=passing)
        finally:
            self.gone = texts(gone)

    def test_work_is_called_with_the_first_row_that_is_due(self):
        worked = []
        self.attempt(queue(2), worked.append)
        assert (texts(worked), self.gone) == (["0"], [])

    def test_nothing_is_called_when_nothing_is_due(self):
        self.attempt(queue(0), lambda row: 1 / 0)

    def test_what_failed_work_wrote_is_taken_back(self):
        rows = queue(1)

        def work(row):
            Reminder.objects.update(text="changed")
            raise ValueError

        with pytest.raises(ValueError):
            self.attempt(rows, work)
        row = rows.get()
        assert (row.text, row.attempts, row.last_error) == ("0", 1, "ValueError()")

    def test_a_passing_error_costs_no_attempt(self):
        rows = queue(1)
        with pytest.raises(ZeroDivisionError):
            self.attempt(rows, lambda row: 1 / 0, passing=(ZeroDivisionError,))
        row = rows.get()
        assert (row.attempts, row.claimable_at, row.last_error) == (0, None, "")

    def test_a_row_without_an_attempt_left_is_given_up(self, monkeypatch):
        monkeypatch.setattr(Reminder, "MAX_ATTEMPTS", 1)
        rows = queue(1)
        with pytest.raises(ZeroDivisionError):
            self.attempt(rows, lambda row: 1 / 0)
        assert self.gone == ["0"]

    def test_a_row_whose_last_process_died_is_given_up_and_not_tried(self, monkeypatch):
        monkeypatch.setattr(Reminder, "MAX_ATTEMPTS", 1)
        rows = queue(1)
        claim(rows, seconds=-60)
        self.attempt(rows, lambda row: pytest.fail("tried"))
        assert self.gone == ["0"]


@pytest.mark.django_db(transaction=True)
def test_threads_that_claim_at_the_same_moment_share_no_row():
    rows = queue(60)
    claims = run_in_parallel(*[lambda: [claim(rows, limit=5) for _ in range(4)]] * 3)
    taken = [text for claimed in claims for batch in claimed for text in texts(batch)]
    assert len(taken) == len(set(taken)) > 0


@pytest.mark.django_db(transaction=True)
def test_the_rows_of_a_process_that_is_killed_are_done_by_the_others(tmp_path):
    rows = queue(200)
    killed = Worker(tmp_path, "killed", stalls=True)
    others = []
    try:
        wait_until(killed.rows)
        others = [Worker(tmp_path, name) for name in ("first", "second")]
        wait_until(lambda: any(worker.rows() for worker in others))
        killed.kill()
        for worker in others:
            assert worker.process.wait(30) == 0
    finally:
        for worker in (killed, *others):
            worker.kill()
    done = Counter(text for worker in others for text in worker.rows())
    assert not rows.exists()
    assert len(done) == sum(done.values()) == 200, "two processes that live worked on one row"
    assert set(killed.rows()) <= set(done)


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
