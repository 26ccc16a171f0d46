"""Write the audit log."""

import json
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from chat.models import AuditDetail, AuditEntry, AuditHead, User


def record(
    event: str,
    *,
    by: User | None,
    person_id: int | None = None,
    room_id: int | None = None,
    message_id: int | None = None,
    facts: dict[str, Any] | None = None,
    **details: object,
) -> AuditEntry:
    """Add an entry, in the transaction of what it reports.

    Call it last in the transaction: everybody who adds an entry waits for the same row.

    Args:
        event: What happened, such as `moderation.ban`.
        by: Who did it; None for the site itself and for strangers.
        person_id: To whom.
        room_id: Where.
        message_id: To which message.
        facts: Numbers, flags and codes as JSON. They stay for ever.
        details: Names, reasons and addresses as JSON. They can be erased.
    """
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        entry = AuditEntry(
            number=head.count + 1,
            at=timezone.now(),
            event=event,
            actor_id=by.pk if by is not None else 0,
            person_id=person_id,
            room_id=room_id,
            message_id=message_id,
            facts=facts or {},
        )
        given = {name: value for name, value in details.items() if value not in (None, "")}
        if by is not None:
            given["by"] = by.username
        detail = AuditDetail(salt=secrets.token_hex(16), text=json.dumps(given, default=str, ensure_ascii=False))
        entry.detail_digest = detail.digest if given else ""
        entry.hash = entry.sealed(head.hash)
        entry.save()
        if given:
            detail.entry = entry
            detail.save()
        head.count, head.hash = entry.number, entry.hash
        head.seal = head.sealed()
        head.save()
    return entry
