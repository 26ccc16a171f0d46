import pytest
from django.db import IntegrityError

from chat.models import SavedMessage

pytestmark = pytest.mark.django_db


def test_a_message_is_saved_once(ada, kitchen, say):
    message = say(ada, kitchen)
    SavedMessage.objects.create(user=ada, message=message)
    with pytest.raises(IntegrityError):
        SavedMessage.objects.create(user=ada, message=message)
