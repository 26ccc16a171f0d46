"""Check the texts of drafts with the word filter, before they are rendered."""

from collections.abc import Sequence

from chat.actions.changes.draft import Draft
from chat.actions.moderation import word_filter
from chat.errors import ChatError
from chat.models import Message, Report, ReportReason, ReportStatus
from chat.text.moderation.word_filter import Rule


def checked(drafts: Sequence[Draft]) -> list[Draft]:
    """Return each draft with its texts masked where a rule says so, and with its `refusal` if a rule refuses one.

    Drafts that were rendered have been checked before that.
    """
    return [draft if draft.rendered is not None else _checked(draft) for draft in drafts]


def _checked(draft: Draft) -> Draft:
    try:
        return draft.checked_by(word_filter.judge)
    except ChatError as error:
        return draft.with_refusal(error)


def report(flagged: Sequence[tuple[Message, Sequence[Rule]]]) -> None:
    """Report messages in which the filter found something to the moderators. Nobody is named as the reporter.

    A message that is reported by the filter already is not reported again while that report is open.
    """
    messages = {message.pk: message for message, _ in flagged}
    open_reports = Report.objects.filter(message_id__in=messages, reporter=None, status=ReportStatus.OPEN)
    known = set(open_reports.values_list("message_id", flat=True))
    finds: dict[int, list[str]] = {}
    for message, rules in flagged:
        if message.pk not in known:
            finds.setdefault(message.pk, []).extend(rule.text for rule in rules)
    Report.objects.bulk_create(
        Report(
            message=messages[pk],
            room_id=messages[pk].room_id,
            reason=ReportReason.OTHER,
            note=", ".join(dict.fromkeys(texts))[:1_000],
            created_at=messages[pk].edited_at or messages[pk].created_at,
        )
        for pk, texts in finds.items()
    )
