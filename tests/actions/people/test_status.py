"""How a person wants to be seen."""

import pytest

from chat.actions.people import status
from chat.models import User
from tests.support.convergence import converging

pytestmark = pytest.mark.django_db


def test_the_choice_to_be_away_is_told_to_the_persons_own_devices_alone(ada, bob, kitchen):
    with converging(ada, deaf=[bob]) as heard:
        assert status.choose_away(by=ada, away=True).chose_away
    assert [me["away"] for me in heard.events(ada, "me:updated")] == [True]


def test_the_same_choice_again_is_not_announced(ada):
    with converging(deaf=[ada]):
        status.choose_away(by=ada, away=False)


def test_the_last_time_online_is_stored(ada):
    status.record_last_seen(user_ids=[ada.pk])
    assert User.objects.get(pk=ada.pk).last_seen_at is not None
