"""Commands given straight to their handlers, by a member of one room."""

from unittest import mock

import pytest

from chat.access import Credential
from chat.delivery.hub import hub
from chat.realtime.handlers import HANDLERS, Context
from tests.support.factories import create_room, create_user


@pytest.fixture
def ada(transactional_db):
    return create_user("ada")


@pytest.fixture
def room(ada):
    return create_room(ada)


@pytest.fixture
async def give(ada, room):
    """Gives a command of ada's and returns the handler's answer."""
    hub.start(lambda: None)  # As in a process that serves clients.
    context = Context(ada, Credential(ada.pk), mock.Mock(id="c1", rooms={room.pk}))

    async def give(command):
        return await HANDLERS[type(command)](context, command)

    give.context = context
    yield give
    if context.used_typing_indicators is not None:
        context.used_typing_indicators.stop_all(ada)
    await hub.stop()
