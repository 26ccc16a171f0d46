"""Link previews of messages."""

from ninja import Router

from chat.actions.changes.committer import committer
from chat.actions.link_previews import link_previews
from chat.api.auth import Request
from chat.api.errors import responses
from chat.api.messages.messages import read_message
from chat.protocol.messages.payload import MessagePayload

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])


@router.delete(
    "/messages/{id:message_id}/previews",
    response=responses({200: MessagePayload}, 404, 409),
    summary="Remove link previews",
)
async def remove_previews(request: Request, message_id: int) -> MessagePayload:
    """Remove all previews of a message. Allowed to its author and to moderators. The message gets no new previews."""
    by = request.auth.user
    await committer.change(link_previews.draft_remove(by=by, message_id=message_id))
    return await read_message(by, message_id)
