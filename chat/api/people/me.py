"""The authenticated user."""

from ninja import Router

from chat.api.auth import Request
from chat.api.errors import responses
from chat.protocol.people import MePayload, me_payload

router = Router(by_alias=True, exclude_unset=True, tags=["people"])


@router.get("/me", response=responses({200: MePayload}), summary="Get my user")
async def show_me(request: Request) -> MePayload:
    return me_payload(request.auth.user)
