import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat.models import Admission
from tests.support.factories import create_user


@pytest.mark.django_db
def test_a_person_has_one_request_to_enter():
    dora = create_user("dora")
    admission = Admission.objects.create(person=dora, status="waiting", asked_at=timezone.now())
    assert str(admission) == "dora"
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.create(person=dora, status="waiting", asked_at=timezone.now())
