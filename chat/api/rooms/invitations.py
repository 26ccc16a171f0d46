"""Invitations into rooms."""

from ninja import Router

from chat.api.auth import Request
from chat.api.errors import responses
from chat.executors import read
from chat.protocol.rooms import RoomInvitationList
from chat.queries.rooms.invitations import invitations_of

router = Router(by_alias=True, exclude_unset=True, tags=["rooms"])


@router.get("/invitations", response=responses({200: RoomInvitationList}), summary="Rooms that I am invited into")
async def list_invitations(request: Request) -> RoomInvitationList:
    """List the invitations that wait for your answer: join the room to accept, leave it to decline."""
    user_id = request.auth.user.pk
    return RoomInvitationList(invitations=(await read(invitations_of, [user_id]))[user_id])
