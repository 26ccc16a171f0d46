"""A job is stored once."""

import pytest
from django.db import IntegrityError, transaction

from chat.models import Job

pytestmark = pytest.mark.django_db


def test_a_name_is_stored_once():
    assert str(Job.objects.create(name="sweep_files")) == "sweep_files"
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(name="sweep_files")
