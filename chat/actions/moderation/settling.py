"""Do what is due in moderation: end measures whose time is over, and go on with removals."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chat import conf
from chat.actions.changes.numbering import lock_room
from chat.actions.moderation import audit, measures, removals
from chat.models import ActionKind, ModerationAction


def due_ids() -> list[int]:
    """Return the ids of the actions that something is to be done about now, the oldest first. At most TICK_BATCH."""
    now = timezone.now()
    old = now - timedelta(seconds=conf.HIDDEN_KEPT)
    work = Q(cursor__isnull=False) | Q(undone_at__isnull=False) | Q(created_at__lte=old)
    is_due = Q(kind__in=removals.REMOVALS) & work | ~Q(kind__in=removals.REMOVALS) & Q(until__lte=now)
    due = ModerationAction.objects.filter(is_due, settled_at=None).order_by("pk")
    return list(due.values_list("pk", flat=True)[: conf.TICK_BATCH])


def settle(*, action_id: int) -> None:
    """Do one step of what is due about an action. Whether it is settled then shows in `due_ids`."""
    action = ModerationAction.objects.filter(pk=action_id, settled_at=None).first()
    if action is None:
        return
    if action.kind in removals.REMOVALS:
        removals.proceed(action_id)
    else:
        _end(action)


def _end(found: ModerationAction) -> None:
    """End a measure whose time is over, and tell the person."""
    with transaction.atomic():
        if found.room_id is not None:
            lock_room(found.room_id)
        unsettled = ModerationAction.objects.filter(pk=found.pk, settled_at=None, until__lte=timezone.now())
        action = unsettled.select_for_update(of=("self",)).select_related("person").first()
        if action is None:
            return
        action.settled_at = timezone.now()
        action.save(update_fields=["settled_at"])
        apply = measures.APPLY.get(ActionKind(action.kind))
        if apply is not None:
            apply(action)
        measures.tell(action)
        facts = {"action": action.pk, "kind": action.kind}
        audit.record("moderation.end", by=None, person_id=action.person_id, room_id=action.room_id, facts=facts)
