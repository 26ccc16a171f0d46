"""Drafts."""

from ninja import Router

from chat.actions.messages import drafts
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import read, write
from chat.protocol.messages.drafts import DraftList, DraftPayload, DraftText
from chat.queries.messages import drafts as queries

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])


@router.get("/drafts", response=responses({200: DraftList}), summary="My drafts")
async def list_drafts(request: Request) -> DraftList:
    """List your unsent drafts, at most one per room, the latest first."""
    return DraftList(drafts=await read(queries.drafts, request.auth.user.pk))


@router.put("/rooms/{id:room_id}/draft", response=responses({200: DraftPayload}, 404), summary="Save a draft")
async def save_draft(request: Request, room_id: int, body: DraftText) -> DraftPayload:
    """Save your draft in a room: the text, and what goes with it. A key that is left out leaves its part as it is.

    A draft in which nothing is left is deleted.
    """
    parts = {name: getattr(body, name) for name in body.model_fields_set}
    return await write(drafts.save, by=request.auth.user, room_id=room_id, **parts)
