"""Check the audit log: whether an entry was changed, removed or cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare

from chat.models import AuditDetail, AuditEntry, AuditHead
from chat.models.moderation.audit import START


@dataclass(frozen=True)
class Verdict:
    """The outcome: how many entries there are, the hash of the last one, and the first fault, if there is any."""

    count: int
    head: str
    fault: str = ""


def verify() -> Verdict:
    """Read the whole log, in the order of its numbers, and compare each entry with its hash.

    A log of before a change of SECRET_KEY is checked with SECRET_KEY_FALLBACKS.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    count, head, end = 0, START, _end()
    while True:
        for entry in _entries_after(count):
            if entry.number != count + 1:
                return Verdict(count, head, f"entry {count + 1} is missing")
            if not any(constant_time_compare(entry.hash, entry.sealed(head, secret)) for secret in secrets):
                return Verdict(count, head, f"entry {entry.number} was changed")
            detail: AuditDetail | None = getattr(entry, "detail", None)
            # A detail may be erased, but not rewritten.
            if detail is not None and detail.digest != entry.detail_digest:
                return Verdict(count, head, f"the details of entry {entry.number} were changed")
            count, head = entry.number, entry.hash
        # An entry and the end that counts it are committed together. So whatever `before` counts has been read, and
        # what only the present end counts was added meanwhile.
        before, end = end, _end()
        if end is None or end.count <= count or (before is not None and before.count > count):
            return Verdict(count, head, _fault_of_end(end, count, head, secrets))


def _entries_after(number: int) -> Iterator[AuditEntry]:
    rows = AuditEntry.objects.filter(number__gt=number).order_by("number").select_related("detail")
    return rows.iterator(chunk_size=1_000)


def _end() -> AuditHead | None:
    return AuditHead.objects.filter(pk=1).first()


def _fault_of_end(row: AuditHead | None, count: int, head: str, secrets: Sequence[str | bytes]) -> str:
    if row is None:
        return "the row that says where the log ends is missing" if count else ""
    if not any(constant_time_compare(row.seal, row.sealed(secret)) for secret in secrets):
        return "the row that says where the log ends was changed"
    if row.count > count:
        return f"entry {count + 1} is missing: the log was cut off, it had {row.count} entries"
    return "" if (row.count, row.hash) == (count, head) else f"entry {row.count + 1} was added without a seal"
