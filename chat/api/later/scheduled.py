"""Scheduled messages."""

from ninja import Router, Status

from chat.actions.later import scheduled
from chat.api.auth import Request
from chat.api.errors import responses
from chat.api.messages.messages import read_message
from chat.executors import read, write
from chat.protocol.later import (
    LaterCounts,
    NewScheduled,
    ScheduledChange,
    ScheduledList,
    ScheduledPayload,
    scheduled_payload,
)
from chat.protocol.messages.payload import MessagePayload
from chat.queries import later

router = Router(by_alias=True, exclude_unset=True, tags=["later"])
ADDRESS = "/scheduled/{id:scheduled_id}"


@router.get("/later", response=responses({200: LaterCounts}), summary="Count scheduled messages and reminders")
async def count_later(request: Request) -> LaterCounts:
    """Return the counts that a WebSocket receives in `later:changed`."""
    return await read(later.counts, request.auth.user.pk)


@router.get("/scheduled", response=responses({200: ScheduledList}), summary="My scheduled messages")
async def list_scheduled(request: Request) -> ScheduledList:
    """List your scheduled messages by time. One with a `refusal` could not be sent: change or cancel it."""
    return await read(later.scheduled, request.auth.user.pk)


@router.post("/scheduled", response=responses({201: ScheduledPayload}, 404, 409), summary="Schedule a message")
async def schedule(request: Request, body: NewScheduled) -> Status[ScheduledPayload]:
    """Schedule a message. A repeated `clientId` returns the message that is already scheduled."""
    row = await write(scheduled.create, by=request.auth.user, **dict(body))
    return Status(201, await read(scheduled_payload, row))


@router.patch(ADDRESS, response=responses({200: ScheduledPayload}, 404), summary="Change a scheduled message")
async def change_scheduled(request: Request, scheduled_id: int, body: ScheduledChange) -> ScheduledPayload:
    row = await write(scheduled.change, by=request.auth.user, scheduled_id=scheduled_id, **dict(body))
    return await read(scheduled_payload, row)


@router.delete(ADDRESS, response=responses({204: None}, 404), summary="Cancel a scheduled message")
async def cancel_scheduled(request: Request, scheduled_id: int) -> Status[None]:
    await write(scheduled.cancel, by=request.auth.user, scheduled_id=scheduled_id)
    return Status(204, None)


@router.post(
    f"{ADDRESS}/send", response=responses({200: MessagePayload}, 404, 409), summary="Send a scheduled message now"
)
async def send_scheduled(request: Request, scheduled_id: int) -> MessagePayload:
    by = request.auth.user
    prepared = await read(scheduled.prepare, scheduled_id=scheduled_id, by=by)
    sent = await write(scheduled.send_now, by=by, scheduled_id=scheduled_id, prepared=prepared)
    return await read_message(by, sent.message_id)
