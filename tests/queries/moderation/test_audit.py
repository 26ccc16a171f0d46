import pytest

from chat.actions.moderation import audit
from chat.models import AuditDetail, AuditEntry, AuditHead
from chat.models.moderation.audit import START
from chat.queries.moderation import audit as queries
from chat.queries.moderation.audit import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(db):
    return [audit.record("test.event", by=None, person_id=number, note=f"note {number}") for number in range(1, 6)]


def test_an_untouched_log_is_intact(log):
    assert verify() == verify().__class__(5, log[-1].hash)


def test_an_empty_log_is_intact(db):
    assert (verify().count, verify().head, verify().fault) == (0, START, "")


@pytest.mark.parametrize("change", [{"event": "x"}, {"actor_id": 9}, {"person_id": None}, {"facts": {"a": 1}}])
def test_a_changed_entry_is_named(log, change):
    AuditEntry.objects.filter(number=3).update(**change)
    assert verify().fault == "entry 3 was changed"


def test_a_removed_entry_is_named(log):
    AuditEntry.objects.filter(number=2).delete()
    assert verify().fault == "entry 2 is missing"


def test_entries_that_were_cut_off_are_missed(log):
    AuditEntry.objects.filter(number__gte=4).delete()
    assert verify().fault.startswith("entry 4 is missing")


def test_entries_that_arrive_meanwhile_are_not_missed(log, monkeypatch):
    arriving = [6, 7]

    def compare_while_more_is_recorded(one, other):
        if arriving:
            audit.record("test.event", by=None, person_id=arriving.pop())
        return one == other

    monkeypatch.setattr(queries, "constant_time_compare", compare_while_more_is_recorded)
    assert (verify().count, verify().fault) == (7, "")


def test_a_head_that_was_set_back_is_noticed(log):
    AuditEntry.objects.filter(number=5).delete()
    AuditHead.objects.update(count=4, hash=log[3].hash)
    assert "was changed" in verify().fault


def test_details_may_be_erased_but_not_rewritten(log):
    AuditDetail.objects.filter(entry__number=1).delete()
    assert verify().fault == ""
    AuditDetail.objects.filter(entry__number=2).update(text='{"note":"other"}')
    assert verify().fault == "the details of entry 2 were changed"


def test_a_log_of_before_a_new_secret_key_is_checked_with_the_old_one(log, settings):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "a new key that is long enough"
    assert verify().fault == "entry 1 was changed"
    settings.SECRET_KEY_FALLBACKS = [old]
    audit.record("test.event", by=None)
    assert (verify().count, verify().fault) == (6, "")
