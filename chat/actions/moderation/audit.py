"""Write the audit log."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from chat.models import AuditDetail, AuditEntry, AuditHead, User


@dataclass(frozen=True)
class Event:
    """Something to add to the log.

    Attributes:
        name: What happened, such as `moderation.ban`.
        by: Who did it; None for the site itself and for strangers.
        person_id: To whom.
        room_id: Where.
        message_id: To which message.
        facts: Numbers, flags and codes as JSON. They stay for ever.
        details: Names, reasons and addresses as JSON. They can be erased.
    """

    name: str
    by: User | None
    person_id: int | None = None
    room_id: int | None = None
    message_id: int | None = None
    facts: Mapping[str, Any] | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    def detail(self) -> AuditDetail | None:
        given = {name: value for name, value in self.details.items() if value not in (None, "")}
        given |= {"by": self.by.username} if self.by is not None else {}
        text = json.dumps(given, default=str, ensure_ascii=False)
        return AuditDetail(salt=secrets.token_hex(16), text=text) if given else None


def record(
    event: str,
    *,
    by: User | None,
    person_id: int | None = None,
    room_id: int | None = None,
    message_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
    **details: object,
) -> AuditEntry:
    """Add an entry, in the transaction of what it reports. The arguments are those of `Event`.

    Call it last in the transaction: everybody who adds an entry waits for the same row.
    """
    return record_all([Event(event, by, person_id, room_id, message_id, facts, details)])[0]


def record_all(events: Sequence[Event]) -> list[AuditEntry]:
    """Add several entries, as `record` adds one, with as many statements."""
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        now, entries, details = timezone.now(), [], []
        for event in events:
            entry = AuditEntry(
                number=head.count + 1,
                at=now,
                event=event.name,
                actor_id=event.by.pk if event.by is not None else 0,
                person_id=event.person_id,
                room_id=event.room_id,
                message_id=event.message_id,
                facts=dict(event.facts or {}),
            )
            if (detail := event.detail()) is not None:
                entry.detail_digest = detail.digest
                detail.entry = entry
                details.append(detail)
            entry.hash = entry.sealed(head.hash)
            entries.append(entry)
            head.count, head.hash = entry.number, entry.hash
        AuditEntry.objects.bulk_create(entries)
        for detail in details:
            detail.entry_id = detail.entry.pk
        AuditDetail.objects.bulk_create(details)
        head.seal = head.sealed()
        head.save()
    return entries
