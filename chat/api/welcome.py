"""The `welcome` payload for clients without a WebSocket."""

import uuid

from ninja import Router

from chat.api.auth import Request
from chat.api.errors import responses
from chat.delivery.presence import presence
from chat.executors import read
from chat.protocol.welcome import Welcome
from chat.queries import welcome
from chat.realtime import long_poll

router = Router(by_alias=True, exclude_unset=True, tags=["connecting"])


@router.get("/welcome", response=responses({200: Welcome}), summary="Get the initial state")
async def show_welcome(request: Request) -> Welcome:
    """Return the payload of the `welcome` frame: your user, rooms, presence and limits. Start polling from its revs."""
    user, credential = request.auth
    long_poll.require_capacity(user.pk)
    return welcome.within(await read(welcome.greeting, user, uuid.uuid4().hex, presence), credential, presence)
