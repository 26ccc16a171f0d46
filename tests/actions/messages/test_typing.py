"""Typing is announced at once and stored nowhere."""

import json
from unittest.mock import patch

import pytest
from django.db import transaction

from chat.actions.messages import typing
from chat.delivery.hub import hub
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("say", "type"), [(typing.start, "typing:user"), (typing.stop, "typing:stopped")])
def test_typing_is_announced_to_the_room_but_not_to_the_typist(ada, bob, cy, eve, kitchen, say, type):
    with converging(bob, cy, deaf=[ada, eve]) as heard:
        say(by=ada, room_id=kitchen.pk)
    assert heard.types(bob) == [type]
    assert heard.events(cy) == [{"roomId": kitchen.pk, "userId": ada.pk, "username": "ada"}]


def test_typing_is_announced_without_a_commit_or_a_query(ada, kitchen, django_assert_num_queries):
    with patch.object(hub, "publish") as publish, transaction.atomic():
        with django_assert_num_queries(0):
            typing.start(by=ada, room_id=kitchen.pk)
        [[announcement]] = publish.call_args.args
    assert json.loads(announcement.frames[0].text)["type"] == "typing:user"
    assert announcement.frames[0].rev == 0
