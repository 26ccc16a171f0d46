"""The greeting of a socket, for who comes without one."""

import uuid

from ninja import Router

from chat.api.auth import Request
from chat.api.errors import answers
from chat.delivery.presence import presence
from chat.executors import read
from chat.protocol.welcome import Welcome
from chat.queries import welcome
from chat.realtime import long_poll

router = Router(by_alias=True, exclude_unset=True, tags=["connecting"])


@router.get("/welcome", response=answers({200: Welcome}), summary="Where everything stands")
async def show_welcome(request: Request) -> Welcome:
    """What a socket is greeted with: who you are, your rooms, who is here, the limits. Poll from the revs in it."""
    long_poll.require_capacity(request.auth.user.pk)
    return await read(welcome.greeting, request.auth.user, uuid.uuid4().hex, presence)
