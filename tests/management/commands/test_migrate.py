"""`migrate` gives way to the transactions of a site that serves."""

import io

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as django_migrate
from django.db import connection, transaction

from chat.management.commands import migrate

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock, for which everybody waits"),
]


@pytest.fixture
def holder():
    """Another connection, in a transaction that has read the rooms."""
    parameters = {**connection.get_connection_params(), "autocommit": False}
    with psycopg.connect(**parameters) as link:
        link.execute("SELECT count(*) FROM chat_room")
        yield link
        link.rollback()


@pytest.fixture
def attempts(monkeypatch):
    """How often a migration that changes the table of rooms was begun."""
    begun = []

    def handle(command, *args, **options):
        begun.append(command)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE chat_room IN ACCESS EXCLUSIVE MODE")

    monkeypatch.setattr(django_migrate.Command, "handle", handle)
    return begun


def run() -> str:
    errors = io.StringIO()
    call_command("migrate", stderr=errors, skip_checks=True)
    return errors.getvalue()


def timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


def test_a_migration_that_gets_no_lock_is_tried_again_until_it_does(holder, attempts, monkeypatch):
    monkeypatch.setattr(migrate.time, "sleep", lambda seconds: holder.rollback() if len(attempts) == 3 else None)
    said = run()
    assert len(attempts) == 4
    assert said.count("The site is busy (") == 1
    assert timeout() == "0"


def test_the_command_gives_up_with_one_line(holder, attempts, monkeypatch):
    monkeypatch.setattr(migrate, "PATIENCE", 0)
    monkeypatch.setattr(migrate, "PAUSE", 0)
    with pytest.raises(CommandError, match=r"^No lock for 0 s: .*Run migrate again\.$"):
        run()
    assert timeout() == "0"


def test_another_error_is_not_tried_again(attempts, monkeypatch):
    def handle(command, *args, **options):
        attempts.append(command)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")

    monkeypatch.setattr(django_migrate.Command, "handle", handle)
    with pytest.raises(Exception, match="no_such_table"):
        run()
    assert len(attempts) == 1
