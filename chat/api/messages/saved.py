"""Saved messages."""

from django.http import HttpResponse
from ninja import Query, Router

from chat.actions.messages import saved
from chat.api.auth import Request
from chat.api.errors import encoded_response, responses
from chat.executors import read, write
from chat.protocol.messages.events import Saved
from chat.protocol.messages.rest import SavedIds, SavedList, SavedQuery
from chat.queries.messages import saved as kept

router = Router(by_alias=True, exclude_unset=True, tags=["messages"])
ADDRESS = "/messages/{id:message_id}/saved"


@router.get("/saved", response=responses({200: SavedList}), summary="My saved messages")
async def list_saved(request: Request, query: Query[SavedQuery]) -> HttpResponse:
    """List your saved messages, the latest first, page by page."""
    return encoded_response(await read(kept.page, request.auth.user.pk, query.before, query.limit))


@router.get("/saved/ids", response=responses({200: SavedIds}), summary="Ids of my saved messages")
async def list_saved_ids(request: Request) -> SavedIds:
    return await read(kept.ids, request.auth.user.pk)


@router.put(ADDRESS, response=responses({200: Saved}, 404, 409), summary="Save a message")
async def save_message(request: Request, message_id: int) -> Saved:
    """Save a message. Only you can see which messages you saved."""
    return await write(saved.save, by=request.auth.user, message_id=message_id, on=True)


@router.delete(ADDRESS, response=responses({200: Saved}, 404), summary="Remove a saved message")
async def unsave_message(request: Request, message_id: int) -> Saved:
    return await write(saved.save, by=request.auth.user, message_id=message_id, on=False)
