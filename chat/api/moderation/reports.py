"""Reports of messages."""

from django.http import HttpResponse
from ninja import Query, Router, Status

from chat.actions.moderation import reports
from chat.api.auth import Request
from chat.api.errors import encoded_response, responses
from chat.executors import read, write
from chat.models import ReportOutcome, ReportReason
from chat.protocol.moderation import NewReport, ReportChange, ReportId, ReportList, ReportPayload, ReportsQuery
from chat.queries.moderation import reports as queue

router = Router(by_alias=True, exclude_unset=True, tags=["moderation"])


@router.post(
    "/messages/{id:message_id}/reports",
    response=responses({200: ReportId, 201: ReportId}, 404),
    summary="Report a message",
)
async def report_message(request: Request, message_id: int, body: NewReport) -> Status[ReportId]:
    """Report a message to its moderators. Reporting it again returns 200 and the id of the first report."""
    by, reason = request.auth.user, ReportReason(body.reason)
    row, is_new = await write(reports.report, by=by, message_id=message_id, reason=reason, note=body.note)
    return Status(201 if is_new else 200, ReportId(id=row.pk))


@router.get("/moderation/reports", response=responses({200: ReportList}), summary="The queue of reports")
async def list_reports(request: Request, query: Query[ReportsQuery]) -> HttpResponse:
    """List reports, the newest first: staff all of them, moderators those of their rooms."""
    return encoded_response(await read(queue.reports, request.auth.user, status=query.status, before=query.before))


@router.patch(
    "/moderation/reports/{id:report_id}",
    response=responses({200: ReportPayload}, 404, 409),
    summary="Close a report",
)
async def close_report(request: Request, report_id: int, body: ReportChange) -> HttpResponse:
    """Close a report with its outcome. `actionId` names what was done to the author of the message."""
    by, outcome = request.auth.user, ReportOutcome(body.outcome)
    row = await write(
        reports.close, by=by, report_id=report_id, outcome=outcome, note=body.note, action_id=body.action_id
    )
    return encoded_response(await read(queue.report, by, row.pk))
