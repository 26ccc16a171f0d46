"""Notes where somebody is logged in, when a session begins and then once in a while."""

import time
from collections import OrderedDict

from django.db import DatabaseError
from django.http import HttpRequest

from chat import conf
from chat.actions.people import web_sessions
from chat.models import User

REMEMBERED = 20_000
_noted: OrderedDict[str, float] = OrderedDict()
"""When this process noted each session. It spares most pages a statement."""


def note(request: HttpRequest, user: User) -> None:
    """Note that a session is in use, unless this process has done so a short while ago."""
    key = request.session.session_key
    if not key or time.monotonic() - _noted.get(key, float("-inf")) < conf.SESSION_NOTED:
        return
    _noted[key] = time.monotonic()
    if len(_noted) > REMEMBERED:
        _noted.popitem(last=False)
    address, agent = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_USER_AGENT", "")
    web_sessions.note(user=user, session_key=key, address=address, user_agent=agent)


def note_if_possible(request: HttpRequest, user: User) -> None:
    """Like `note`, for pages that only read: a database that takes no writes does not stop them."""
    try:
        note(request, user)
    except DatabaseError:
        _noted.pop(request.session.session_key or "", None)
