import pytest
from django.core.management import CommandError, call_command

from chat.models import User
from tests.support.factories import PASSWORD, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)


def create():
    call_command("createsuperuser", "--noinput", "--username", "ada", "--email", "ada@example.org", verbosity=0)


def test_a_new_site_is_left_to_setup():
    with pytest.raises(CommandError, match=r"manage\.py setup"):
        create()
    assert not User.objects.exists()


def test_a_site_gets_another_administrator():
    create_user("eve")
    create()
    assert User.objects.get(username="ada").is_superuser
