"""Times that people may choose for later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat import conf
from chat.actions.later.times import clean_future_time
from chat.errors import Invalid


@pytest.mark.parametrize("delta", [timedelta(minutes=-1), timedelta(0), timedelta(days=conf.LATER_DAYS, minutes=-1)])
def test_a_time_in_the_future_or_just_past_is_accepted_unchanged(delta):
    moment = timezone.now() + delta
    assert clean_future_time("at", moment) == moment


@pytest.mark.parametrize("delta", [timedelta(minutes=-6), timedelta(days=conf.LATER_DAYS, minutes=1)])
def test_any_other_time_is_refused_under_the_name_of_its_field(delta):
    with pytest.raises(Invalid) as refusal:
        clean_future_time("at", timezone.now() + delta)
    assert refusal.value.fields.keys() == {"at"}
