"""The installation has one row and one epoch."""

import pytest
from django.db import IntegrityError, transaction

from chat.models import Installation

pytestmark = pytest.mark.django_db


def test_a_second_installation_is_refused_and_the_epoch_stays():
    first, _ = Installation.objects.get_or_create(pk=1)
    again, made = Installation.objects.get_or_create(pk=1)
    assert not made
    assert str(again) == str(first.epoch)
    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.create(pk=2)
