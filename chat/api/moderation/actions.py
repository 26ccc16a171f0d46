"""Actions of moderators, one's own record, and appeals."""

from ninja import Query, Router, Status

from chat.actions.moderation import actions, appeals
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import read, write
from chat.models import ActionKind
from chat.protocol.moderation import (
    ActionList,
    ActionPayload,
    ActionsQuery,
    NewAction,
    NewAppeal,
    OwnRecord,
    RecordEntry,
    Undoing,
    action_payload,
    record_entry,
)
from chat.queries.moderation import actions as done

router = Router(by_alias=True, exclude_unset=True, tags=["moderation"])
ADDRESS = "/moderation/actions/{id:action_id}"


@router.get("/moderation/actions", response=responses({200: ActionList}, 404), summary="What moderators did")
async def list_actions(request: Request, query: Query[ActionsQuery]) -> ActionList:
    """List actions, the newest first: staff all of them, moderators those in their rooms."""
    return await read(done.actions, request.auth.user, **query.model_dump())


@router.post(
    "/moderation/actions",
    response=responses({201: ActionPayload}, 404, 409),
    summary="Mute, ban or kick somebody, or remove messages",
)
async def act(request: Request, body: NewAction) -> Status[ActionPayload]:
    """Do something to a person or a message. Staff may everywhere, moderators in their rooms.

    `mute` needs `userId`, and holds everywhere without `roomId`. `ban` and `purge` need `userId`, `kick` also `roomId`,
    `delete` needs `messageId`. Without `seconds` it has no end.
    """
    values = dict(body) | {"kind": ActionKind(body.kind)}
    return Status(201, action_payload(await write(actions.act, by=request.auth.user, **values)))


@router.delete(ADDRESS, response=responses({200: ActionPayload}, 404, 409), summary="Undo an action")
async def undo(request: Request, action_id: int, body: Undoing) -> ActionPayload:
    """Undo an action, as if it had never been. Messages can be restored for seven days."""
    return action_payload(await write(actions.undo, by=request.auth.user, action_id=action_id, reason=body.reason))


@router.get("/me/record", response=responses({200: OwnRecord}), summary="What was done to me")
async def show_record(request: Request) -> OwnRecord:
    return await read(done.record, request.auth.user.pk)


@router.post(f"{ADDRESS}/appeal", response=responses({201: RecordEntry}, 404, 409), summary="Appeal, once")
async def appeal(request: Request, action_id: int, body: NewAppeal) -> Status[RecordEntry]:
    """Ask a second moderator to look at what was done to you."""
    row = await write(appeals.appeal, by=request.auth.user, action_id=action_id, text=body.text)
    return Status(201, record_entry(row))
