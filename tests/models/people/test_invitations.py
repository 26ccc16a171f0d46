"""Invitations: usable until they expire or are used up."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat.models import Invitation

pytestmark = pytest.mark.django_db


def invitation(ada, *, days=1, **fields):
    return Invitation.objects.create(created_by=ada, expires_at=timezone.now() + timedelta(days=days), **fields)


def test_an_expired_or_used_up_invitation_is_not_usable(ada):
    usable = invitation(ada)
    invitation(ada, days=-1)
    invitation(ada, uses_left=0)
    assert list(Invitation.objects.usable()) == [usable]


def test_codes_are_long_and_unique(ada):
    one, other = invitation(ada), invitation(ada)
    assert one.code != other.code
    assert len(str(one)) >= 22
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation(ada, code=one.code)
