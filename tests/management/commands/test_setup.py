"""`manage.py setup` sets a new site up as its page does."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chat.models import Room, User
from tests.support.factories import PASSWORD, create_user

pytestmark = pytest.mark.django_db


def setup(monkeypatch, *arguments, password=PASSWORD, line=None):
    out = StringIO()
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    if line is not None:
        monkeypatch.setattr("sys.stdin", StringIO(line))
    call_command("setup", *arguments, stdout=out)
    return out.getvalue()


def test_it_makes_the_administrator_and_the_room_that_everybody_joins(monkeypatch):
    facts = ("--email", "Ada@Example.org", "--display-name", "Ada Lovelace", "--language", "zh-hans")
    assert setup(monkeypatch, "ada", *facts) == "ada administers this site.\n"
    ada = User.objects.get()
    assert (ada.is_staff, ada.is_superuser, ada.email, ada.name) == (True, True, "ada@example.org", "Ada Lovelace")
    assert ada.check_password(PASSWORD)
    room = Room.objects.get(is_default=True)
    assert room.name == "大厅"
    assert room.memberships.get().user == ada


def test_the_password_may_come_from_standard_input(monkeypatch):
    setup(monkeypatch, "ada", password="", line=f"{PASSWORD}\nand nothing else\n")
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize("password", ["short", "password", "12345678901", "", "x" * 2000])
def test_a_weak_password_is_refused(monkeypatch, password):
    with pytest.raises(CommandError):
        setup(monkeypatch, "ada", password=password, line="")
    assert not User.objects.exists()


@pytest.mark.parametrize("arguments", [["a b"], ["ada", "--email", "nothing"], ["ada", "--display-name", "Everyone"]])
def test_what_the_page_refuses_is_refused(monkeypatch, arguments):
    with pytest.raises(CommandError):
        setup(monkeypatch, *arguments)
    assert not User.objects.exists()


def test_a_site_is_set_up_once(monkeypatch):
    create_user("eve")
    with pytest.raises(CommandError, match="set up already"):
        setup(monkeypatch, "ada")
    assert User.objects.count() == 1


def test_nobody_waits_at_a_terminal_for_a_password_that_would_be_shown(monkeypatch):
    class Terminal(StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    with pytest.raises(CommandError, match="ADMIN_PASSWORD"):
        setup(monkeypatch, "ada", password="")


def test_a_database_without_tables_is_named_in_one_line(tmp_path):
    command = [sys.executable, "manage.py", "setup", "ada"]
    variables = {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3",
        "ADMIN_PASSWORD": PASSWORD,
    }
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == "CommandError: The database has no tables yet: run `manage.py migrate` first."
