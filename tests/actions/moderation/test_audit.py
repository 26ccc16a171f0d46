import json

import pytest

from chat.actions.moderation import audit
from chat.models import AuditDetail, AuditEntry, AuditHead

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
