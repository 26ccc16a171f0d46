"""Times to come."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.actions.later.common import checked_time
from chat.errors import Invalid


@pytest.mark.parametrize("delta", [timedelta(minutes=-1), timedelta(0), timedelta(days=conf.LATER_DAYS, minutes=-1)])
def test_a_time_to_come_or_just_past_is_taken_as_it_is(delta):
    moment = timezone.now() + delta
    assert checked_time("at", moment) == moment


@pytest.mark.parametrize("delta", [timedelta(minutes=-6), timedelta(days=conf.LATER_DAYS, minutes=1)])
def test_others_are_refused_by_their_name(delta):
    with pytest.raises(Invalid) as refusal:
        checked_time("at", timezone.now() + delta)
    assert refusal.value.fields.keys() == {"at"}
