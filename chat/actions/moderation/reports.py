"""Report messages to the moderators, and close reports."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat import conf
from chat.access import in_sight, message_for, require_moderator
from chat.actions.moderation import audit
from chat.actions.moderation.texts import clean_text
from chat.errors import Conflict, Forbidden, NotFound
from chat.models import MessageKind, ModerationAction, Report, ReportOutcome, ReportReason, ReportStatus, User
from chat.rate_limits.kinds import limited


@limited("reports")
def report(*, by: User, message_id: int, reason: ReportReason, note: str = "") -> tuple[Report, bool]:
    """Report a message to the moderators of its room and of the site.

    Returns:
        The report, and whether it is new. Nobody reports a message twice: the first report stays as it is.

    Raises:
        NotFound: The user cannot see the message, or it is deleted or a system line.
        Invalid: The note cannot be accepted.
        Forbidden: The message is the user's own.
    """
    note = clean_text("note", note, conf.REPORT_NOTE_LENGTH)
    message = message_for(by.pk, message_id)
    stored = Report.objects.filter(message=message, reporter=by).first()
    if stored is not None:
        return stored, False
    if message.deleted_at is not None or message.kind == MessageKind.SYSTEM:
        raise NotFound(_("This message is deleted."))
    if message.author_id == by.pk:
        raise Forbidden(_("This is your own message."))
    return Report.objects.get_or_create(
        message=message,
        reporter=by,
        defaults={
            "room": message.room,
            "reason": ReportReason(reason),
            "note": note,
            "created_at": timezone.now(),
        },
    )


@limited("moderation")
def close(*, by: User, report_id: int, outcome: ReportOutcome, note: str = "", action_id: int | None = None) -> Report:
    """Close a report. The same outcome again changes nothing.

    Args:
        by: Staff, or a moderator of the room, who has not written the message.
        report_id: The report.
        outcome: Whether something was done.
        note: A note for the other moderators.
        action_id: The action that was taken.

    Raises:
        NotFound: There is no such report, or the user may not see it; or no such action of the message's author.
        Forbidden: The user is no moderator there, or has written the message.
        Conflict: It was closed with another outcome.
    """
    note = clean_text("note", note, conf.REASON_LENGTH)
    with transaction.atomic():
        found = in_sight(Report.objects.filter(pk=report_id), by).select_related("message")
        row = found.select_for_update(of=("self",)).first()
        if row is None:
            raise NotFound(_("There is no such report."))
        require_moderator(by, row.room_id)
        if row.message.author_id == by.pk:
            raise Forbidden(_("Somebody else has to decide about your own message."))
        if row.status == ReportStatus.CLOSED:
            if row.outcome != outcome:
                raise Conflict(_("This report is closed already."))
            return row
        row.action = _action(action_id, row, by) if action_id is not None else None
        row.status, row.outcome, row.outcome_note = ReportStatus.CLOSED, ReportOutcome(outcome), note
        row.closed_at, row.closed_by = timezone.now(), by
        row.save()
        facts = {"report": row.pk, "outcome": row.outcome, "action": action_id}
        person_id = row.message.author_id
        audit.record(
            "report.close", by=by, person_id=person_id, room_id=row.room_id, message_id=row.message_id, facts=facts,
            note=note,
        )  # fmt: skip
    return row


def _action(action_id: int, report: Report, by: User) -> ModerationAction:
    actions = ModerationAction.objects.filter(pk=action_id, person=report.message.author_id)
    # Actions in other rooms, or by staff everywhere, are not for the moderators of this one.
    action = (actions if by.is_staff else actions.filter(room_id=report.room_id)).first()
    if action is None:
        raise NotFound(_("There is no such moderation action."))
    return action
