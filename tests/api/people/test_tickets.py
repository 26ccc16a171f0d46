from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.access import by_ticket
from chat.actions.people import tokens
from chat.errors import Unauthenticated
from chat.executors import read, write


@pytest.mark.parametrize("name", ["ada", "cyd"])
async def test_a_ticket_belongs_to_its_owner_and_expires_soon(world, ada, cyd, name):
    answer = await {"ada": ada, "cyd": cyd}[name].post("/tickets", status=200)
    assert answer.keys() == {"ticket", "expiresAt"}
    assert (await read(by_ticket, answer["ticket"]))[0].username == name
    left = datetime.fromisoformat(answer["expiresAt"]) - timezone.now()
    assert timedelta() < left <= timedelta(seconds=conf.TICKET_LIFETIME)


async def test_a_ticket_ends_with_the_token_that_requested_it(world, cyd):
    ticket = (await cyd.post("/tickets", status=200))["ticket"]
    await write(tokens.revoke, by=world.cyd, token_id=cyd.token.pk)
    with pytest.raises(Unauthenticated):
        await read(by_ticket, ticket)
