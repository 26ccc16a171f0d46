"""Messages that are to be sent later."""

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


@router.get("/later", response=responses({200: LaterCounts}), summary="How much waits")
async def count_later(request: Request) -> LaterCounts:
    """What `later:changed` says, for who was not connected."""
    return await read(later.counts, request.auth.user.pk)


@router.get("/scheduled", response=responses({200: ScheduledList}), summary="My messages that wait to be sent")
async def list_scheduled(request: Request) -> ScheduledList:
    """By their time. One with a `refusal` could not be sent: change it, or cancel it."""
    return await read(later.scheduled, request.auth.user.pk)


@router.post("/scheduled", response=responses({201: ScheduledPayload}, 404, 409), summary="Send a message later")
async def schedule(request: Request, body: NewScheduled) -> Status[ScheduledPayload]:
    """The same `clientId` again: the one that waits already."""
    row = await write(scheduled.create, by=request.auth.user, **dict(body))
    return Status(201, scheduled_payload(row))


@router.patch(ADDRESS, response=responses({200: ScheduledPayload}, 404), summary="Change a message that waits")
async def change_scheduled(request: Request, scheduled_id: int, body: ScheduledChange) -> ScheduledPayload:
    return scheduled_payload(
        await write(scheduled.change, by=request.auth.user, scheduled_id=scheduled_id, **dict(body))
    )


@router.delete(ADDRESS, response=responses({204: None}, 404), summary="Cancel a message that waits")
async def cancel_scheduled(request: Request, scheduled_id: int) -> Status[None]:
    await write(scheduled.cancel, by=request.auth.user, scheduled_id=scheduled_id)
    return Status(204, None)


@router.post(f"{ADDRESS}/send", response=responses({200: MessagePayload}, 404, 409, 429), summary="Send it now")
async def send_scheduled(request: Request, scheduled_id: int) -> MessagePayload:
    by = request.auth.user
    sent = await write(scheduled.send_now, by=by, scheduled_id=scheduled_id)
    return await read_message(by, sent.message_id)
