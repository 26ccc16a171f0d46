"""The queue of reports. Each page shows the message, what was said around it, and the record of its author."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from chat.actions.moderation import actions, reports
from chat.admin.base import Button, ReadOnlyAdmin
from chat.models import ActionKind, ModerationAction, Report, ReportOutcome, ReportStatus, User
from chat.protocol.messages.encoded import EncodedMessage
from chat.queries.moderation.reports import payloads

DAY = 24 * 60 * 60
RECORD_LENGTH = 10


def _dismiss(by: User, report: Report) -> None:
    reports.close(by=by, report_id=report.pk, outcome=ReportOutcome.DISMISSED)


def _remove(by: User, report: Report) -> None:
    _act(by, report, kind=ActionKind.DELETE, message_id=report.message_id)


def _mute(by: User, report: Report) -> None:
    _act(by, report, kind=ActionKind.MUTE, user_id=report.message.author_id, seconds=DAY)


def _act(by: User, report: Report, **values: Any) -> None:
    """Do something about a report, with its reason, and close it."""
    action = actions.act(by=by, reason=report.get_reason_display(), **values)
    reports.close(by=by, report_id=report.pk, outcome=ReportOutcome.ACTIONED, action_id=action.pk)


def _is_open(report: Report) -> bool:
    return report.status == ReportStatus.OPEN


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("reason", "text", "author", "room", "reporter", "created_at", "status", "outcome")
    list_select_related = ("message__author", "room", "reporter")
    list_filter = ("status", "reason", "created_at")
    search_fields = ("message__author__username", "reporter__username", "note")
    fields = (
        *("reason", "note", "reporter", "created_at", "room", "author", "said", "record"),
        *("status", "outcome", "outcome_note", "closed_at", "closed_by", "action"),
    )
    readonly_fields = ("author", "said", "record")
    ordering = ("-id",)
    buttons: ClassVar = {
        "dismiss_reports": Button(_("Dismiss"), _("Dismissed"), _dismiss, _is_open, key="d"),
        "remove_messages": Button(_("Remove the message"), _("Message removed"), _remove, _is_open, key="r"),
        "mute_authors": Button(_("Mute the author for a day"), _("Muted"), _mute, _is_open, key="m"),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """Leave out the reports of the reader's own messages: somebody else decides, and they do not see by whom."""
        return super().get_queryset(request).exclude(message__author=request.user.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        report = kwargs.get("obj")
        if report is not None:
            report.reader = request.user
        return super().render_change_form(request, context, *args, **kwargs)

    def _redirect_back(self, request: HttpRequest, objects: list[Any]) -> HttpResponse:
        """Show the next open report after one is closed, so that a queue is worked off without a way back."""
        waiting = self.get_queryset(request).filter(status=ReportStatus.OPEN).order_by("-pk")
        following = waiting.first()
        if following is None or waiting.filter(pk__in=[report.pk for report in objects]).exists():
            return super()._redirect_back(request, objects)
        return redirect(reverse("admin:chat_report_change", args=[following.pk]))

    @admin.display(description=_("message"))
    def text(self, report: Report) -> str:
        return Truncator(report.message.content).chars(80)

    @admin.display(description=_("author"))
    def author(self, report: Report) -> str:
        person = report.message.author
        return format_html('<a href="{}">{}</a>', reverse("admin:chat_user_change", args=[person.pk]), person.name)

    @admin.display(description=_("what was said"))
    def said(self, report: Report) -> str:
        """Show the message with those around it, which are left out where the reader may not read the room."""
        [shown] = payloads(report.reader, [report])  # type: ignore[attr-defined]
        lines = sorted([*shown.context, shown.message], key=lambda message: message.seq)
        return format_html("<ul>{}</ul>", format_html_join("", "{}", ((_line(line, report),) for line in lines)))

    @admin.display(description=_("record of the author"))
    def record(self, report: Report) -> str:
        rows = ModerationAction.objects.filter(person=report.message.author).order_by("-pk")[:RECORD_LENGTH]
        lines = [(row.get_kind_display(), row.reason, row.created_at.date(), _state(row)) for row in rows]
        return format_html_join("", "<div>{}: {} ({}{})</div>", lines) if lines else now_("none")


def _line(message: EncodedMessage, report: Report) -> str:
    payload = message.payload
    text = now_("(deleted)") if payload.deleted_at else payload.content
    place = "<li><strong>{}: {}</strong></li>" if message.id == report.message_id else "<li>{}: {}</li>"
    return format_html(place, payload.author.display_name, text)


def _state(action: ModerationAction) -> str:
    return f", {now_('undone')}" if action.undone_at else ""
