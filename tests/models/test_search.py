import pytest
from django.db import IntegrityError, transaction

from chat.models import SearchEntry

pytestmark = pytest.mark.django_db


def test_a_message_has_one_entry(ada, kitchen, say):
    message = say(ada, kitchen)
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchEntry.objects.create(message=message)
    assert str(SearchEntry.objects.get()) == str(message.pk)
