"""Invitations: usable until their time or their uses are over."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat.models import Invitation

pytestmark = pytest.mark.django_db


def invitation(ada, *, days=1, **fields):
    return Invitation.objects.create(created_by=ada, expires_at=timezone.now() + timedelta(days=days), **fields)


def test_only_what_is_neither_over_nor_used_up_is_usable(ada):
    usable = invitation(ada)
    invitation(ada, days=-1)
    invitation(ada, uses_left=0)
    assert list(Invitation.objects.usable()) == [usable]


def test_a_code_cannot_be_guessed_and_is_never_the_same(ada):
    one, other = invitation(ada), invitation(ada)
    assert one.code != other.code
    assert len(str(one)) >= 22
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation(ada, code=one.code)
