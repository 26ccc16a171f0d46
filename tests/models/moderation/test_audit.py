from django.utils import timezone

from chat.models import AuditDetail, AuditEntry, AuditHead
from chat.models.moderation.audit import START


def test_the_hash_of_an_entry_depends_on_the_one_before_and_on_the_key(settings):
    entry = AuditEntry(number=1, at=timezone.now(), event="test", actor_id=1, facts={"b": 1, "a": 2})
    assert entry.sealed(START) == entry.sealed(START)
    assert len({entry.sealed(START), entry.sealed("1" * 64), entry.sealed(START, "other")}) == 3


def test_the_seal_of_the_head_covers_count_and_hash():
    seals = {AuditHead(count=count, hash=hash).sealed() for count, hash in [(1, "a"), (2, "a"), (1, "b")]}
    assert len(seals) == 3


def test_the_digest_of_a_detail_is_salted():
    assert AuditDetail(salt="a", text="x").digest != AuditDetail(salt="b", text="x").digest
