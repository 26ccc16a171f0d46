"""The authenticated user."""

from ninja import Router

from chat.actions.people import preferences, status
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import write
from chat.models import AddedBy
from chat.protocol.people import AwayChoice, MeChange, MePayload, me_payload

router = Router(by_alias=True, exclude_unset=True, tags=["people"])


@router.get("/me", response=responses({200: MePayload}), summary="Get my user")
async def show_me(request: Request) -> MePayload:
    return me_payload(request.auth.user)


@router.patch("/me", response=responses({200: MePayload}), summary="Change my preferences")
async def change_me(request: Request, body: MeChange) -> MePayload:
    """Decide who may add you to rooms, and whether others see that you are here.

    `addedBy` is `everyone`, `shared` (people who share a room with you) or `nobody`. Everybody else's wish to add you
    becomes an invitation. With `hidesPresence` you look offline to everybody, and as if you had never been here.
    """
    by = request.auth.user
    if "added_by" in body.model_fields_set:
        by = await write(preferences.set_added_by, by=by, added_by=AddedBy(body.added_by))
    if "hides_presence" in body.model_fields_set:
        by = await write(status.hide_presence, by=by, hidden=body.hides_presence)
    return me_payload(by)


@router.put("/me/away", response=responses({200: MePayload}), summary="Be shown as away")
async def choose_away(request: Request, body: AwayChoice) -> MePayload:
    """Choose to be shown as away, whatever you do, or as you are. It holds for all of your devices."""
    return me_payload(await write(status.choose_away, by=request.auth.user, away=body.away))
