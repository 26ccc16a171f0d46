"""Statements of our own: prepared where PostgreSQL is, seen and wrapped by Django as all others are."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chat.models.sql.statements import among, rows, run
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db
RENAME = "UPDATE chat_room SET topic = %s WHERE id = %s"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone prepares statements")


def test_rows_come_back_and_changes_are_made():
    room = create_room(create_user("ada"))
    run(RENAME, "上海 50% '", room.pk)
    assert rows("SELECT id, topic FROM chat_room WHERE id = %s", room.pk) == [(room.pk, "上海 50% '")]


@pytest.mark.parametrize("names", [set(), {"ada"}, {"ada", "bob, or \"'eve", "上海"}])
def test_among_finds_all_that_are_named_and_no_others(names):
    ada = create_user("ada")
    for name in ("ada", "bob, or \"'eve", "上海", "zoe"):
        create_room(ada, name=name)
    is_named, named = among(names)
    assert {name for (name,) in rows(f"SELECT name FROM chat_room WHERE name {is_named}", named)} == names


def test_what_the_database_refuses_is_raised_as_django_raises_it():
    room = create_room(create_user("ada"))
    with pytest.raises(IntegrityError), transaction.atomic():
        run("UPDATE chat_room SET topic = NULL WHERE id = %s", room.pk)


def test_django_counts_them_with_its_own_queries():
    with CaptureQueriesContext(connection) as queries:
        rows("SELECT id FROM chat_room WHERE id = %s", 1)
    assert len(queries) == 1


@on_postgresql
def test_a_statement_that_comes_often_is_prepared_whatever_its_values():
    for number in range(8):
        run(RENAME, f"topic {number}", number)
    prepared = [statement for (statement,) in rows("SELECT statement FROM pg_prepared_statements")]
    assert [each for each in prepared if each.startswith("UPDATE chat_room SET topic")] == [
        "UPDATE chat_room SET topic = $1 WHERE id = $2"
    ]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_column_of_another_type_costs_one_attempt():
    """As after a migration under a running site."""
    run("CREATE TABLE scratch (name varchar(10))")
    for _ in range(8):
        rows("SELECT name FROM scratch")
    another = connection.copy()
    with another.cursor() as cursor:
        cursor.execute("ALTER TABLE scratch ALTER name TYPE varchar(20)")
    another.close()
    with pytest.raises(OperationalError):
        rows("SELECT name FROM scratch")
    assert rows("SELECT name FROM scratch") == []
    run("DROP TABLE scratch")
