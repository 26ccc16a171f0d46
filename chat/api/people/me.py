"""The authenticated user."""

from ninja import Router

from chat.actions.people import status
from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import write
from chat.protocol.people import AwayChoice, MePayload, me_payload

router = Router(by_alias=True, exclude_unset=True, tags=["people"])


@router.get("/me", response=responses({200: MePayload}), summary="Get my user")
async def show_me(request: Request) -> MePayload:
    return me_payload(request.auth.user)


@router.put("/me/away", response=responses({200: MePayload}), summary="Be shown as away")
async def choose_away(request: Request, body: AwayChoice) -> MePayload:
    """Choose to be shown as away, whatever you do, or as you are. It holds for all of your devices."""
    return me_payload(await write(status.choose_away, by=request.auth.user, away=body.away))
