import pytest
from django.db import IntegrityError, transaction

from chat.models import SearchEntry

pytestmark = pytest.mark.django_db


def test_a_second_entry_of_a_message_is_refused(ada, kitchen, say):
    message = say(ada, kitchen)
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchEntry.objects.create(message=message)
    assert str(SearchEntry.objects.get()) == str(message.pk)
