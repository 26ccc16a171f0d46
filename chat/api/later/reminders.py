"""Reminders."""

from ninja import Router, Status

from chat.actions.later import reminders
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import read, write
from chat.protocol.later import NewReminder, ReminderChange, ReminderList, ReminderPayload
from chat.queries import later

router = Router(by_alias=True, exclude_unset=True, tags=["later"])
ADDRESS = "/reminders/{id:reminder_id}"


@router.get("/reminders", response=responses({200: ReminderList}), summary="My reminders")
async def list_reminders(request: Request) -> ReminderList:
    """List your reminders by time. Reminders that have fired stay in the list until you delete them."""
    return await read(later.reminders, request.auth.user.pk)


@router.post("/reminders", response=responses({201: ReminderPayload}, 404, 409), summary="Create a reminder")
async def remind(request: Request, body: NewReminder) -> Status[ReminderPayload]:
    """Create a reminder of a `text`, a message, or both. It sends you a `notification` at its time."""
    row = await write(reminders.create, by=request.auth.user, **dict(body))
    return Status(201, await read(later.reminder, row))


@router.patch(ADDRESS, response=responses({200: ReminderPayload}, 404), summary="Postpone a reminder")
async def postpone_reminder(request: Request, reminder_id: int, body: ReminderChange) -> ReminderPayload:
    row = await write(reminders.postpone, by=request.auth.user, reminder_id=reminder_id, at=body.at)
    return await read(later.reminder, row)


@router.delete(ADDRESS, response=responses({204: None}, 404), summary="Delete a reminder")
async def drop_reminder(request: Request, reminder_id: int) -> Status[None]:
    await write(reminders.drop, by=request.auth.user, reminder_id=reminder_id)
    return Status(204, None)
