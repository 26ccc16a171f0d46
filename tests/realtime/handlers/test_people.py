"""Commands about the user: typing and presence."""

import pytest

from chat.delivery.hub import hub
from chat.errors import NotFound
from chat.protocol.messages.commands import StartTyping, StopTyping
from chat.protocol.people import Presence


async def test_only_members_can_show_that_they_type(give, room):
    await give(StartTyping(roomId=room.pk))
    await give(StopTyping(roomId=room.pk))
    for command in (StartTyping, StopTyping):
        with pytest.raises(NotFound):
            await give(command(roomId=room.pk + 99))


async def test_a_status_is_noted_on_the_connection_and_its_user_is_marked_as_changed(give, ada):
    await give(Presence(status="away"))
    assert give.context.connection.status == "away"
    assert ada.pk in hub.changed_users
