"""Rendering a message without sending it."""

from ninja import Router

from chat.actions.messages import rendering
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import read
from chat.protocol.messages.rest import MessagePreview, MessagePreviewBody, UncalledNames

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])


@router.post(
    "/preview", response=responses({200: MessagePreview}, 404, 413), summary="Render a message without sending it"
)
async def preview(request: Request, body: MessagePreviewBody) -> MessagePreview:
    """Return the `html` that the message would have if you sent it to this room. Nothing is stored."""
    html = await read(rendering.preview, by=request.auth.user, room_id=body.room_id, content=body.content)
    return MessagePreview(html=html)


@router.post(
    "/uncalled", response=responses({200: UncalledNames}, 404, 413), summary="Find the names that would call nobody"
)
async def uncalled(request: Request, body: MessagePreviewBody) -> UncalledNames:
    """Return the names after an `@` that would call nobody if you sent the text to this room. Nothing is stored."""
    names = await read(rendering.uncalled, by=request.auth.user, room_id=body.room_id, content=body.content)
    return UncalledNames(names=names)
