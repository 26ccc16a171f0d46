import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.actions.moderation import audit
from chat.models import AuditDetail, AuditEntry, AuditHead
from chat.queries.moderation.audit import verify

pytestmark = pytest.mark.django_db


def test_entries_are_numbered_and_each_seals_the_one_before(ada):
    first = audit.record("test.one", by=ada, person_id=7, facts={"after": 1})
    second = audit.record("test.two", by=None)
    assert (first.number, second.number, second.actor_id) == (1, 2, 0)
    assert second.hash == second.sealed(first.hash)
    head = AuditHead.objects.get()
    assert (head.count, head.hash, head.seal) == (2, second.hash, head.sealed())


def test_what_describes_a_person_is_kept_outside_of_the_chain(ada):
    entry = audit.record("test.one", by=ada, reason="Rude to Bob", note="")
    detail = AuditDetail.objects.get(entry=entry)
    assert json.loads(detail.text) == {"reason": "Rude to Bob", "by": "ada"}
    assert detail.digest == entry.detail_digest
    assert "Rude" not in str(AuditEntry.objects.values().get())


def test_equal_details_have_different_digests(ada):
    digests = {audit.record("test.one", by=ada, reason="same").detail_digest for _ in range(2)}
    assert len(digests) == 2


def test_several_entries_are_added_as_one_and_in_their_order(ada, bob, django_assert_num_queries):
    events = [audit.Event("test.many", by, details={"number": place}) for place, by in enumerate((ada, None, bob))]
    audit.record("test.one", by=None)
    with CaptureQueriesContext(connection) as alone:
        audit.record("test.one", by=ada)
    with django_assert_num_queries(len(alone)):
        entries = audit.record_all(events)
    assert [entry.number for entry in entries] == [3, 4, 5]
    assert [json.loads(entry.detail.text)["number"] for entry in entries] == [0, 1, 2]
    assert (verify().count, verify().fault) == (5, "")
