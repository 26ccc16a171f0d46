"""`manage.py finish_upgrade`."""

from io import StringIO

import pytest
from django.core.management import call_command

from chat.models import User
from tests.support.factories import create_user

pytestmark = pytest.mark.django_db


def test_it_says_how_much_the_last_release_left():
    create_user("ada")
    create_user("ben")
    User.objects.update(search_key="")
    told = []
    for _ in range(2):
        out = StringIO()
        call_command("finish_upgrade", stdout=out)
        told.append(out.getvalue())
    assert told == [f"{people} people and 0 rooms filled, 0 messages looked at\n" for people in (2, 0)]
