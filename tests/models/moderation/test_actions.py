from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import ModerationAction
from tests.support.factories import create_user


@pytest.mark.django_db
def test_an_action_is_in_force_until_its_end_or_its_undoing():
    now, person = timezone.now(), create_user("bob")
    common = {"kind": "mute", "person": person, "reason": "Spam", "created_at": now}
    endless = ModerationAction.objects.create(**common)
    lasting = ModerationAction.objects.create(**common, until=now + timedelta(seconds=1))
    ModerationAction.objects.create(**common, until=now)
    ModerationAction.objects.create(**common, undone_at=now)
    assert set(ModerationAction.objects.in_force(now)) == {endless, lasting}


def test_one_may_appeal_once_and_not_against_what_is_undone():
    assert ModerationAction(kind="mute").is_appealable
    assert not ModerationAction(kind="mute", appealed_at=timezone.now()).is_appealable
    assert not ModerationAction(kind="mute", undone_at=timezone.now()).is_appealable
