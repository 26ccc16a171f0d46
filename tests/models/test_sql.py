"""Hand-written SQL: prepared on PostgreSQL, counted by Django, and read into the same instances as by the ORM."""

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chat.actions.people.tokens import issue
from chat.models import ApiToken, Membership, Message, Room, User
from chat.models.sql import (
    MEMBERSHIP,
    MESSAGE,
    ROOM,
    TOKEN,
    USER,
    Query,
    any_of,
    execute,
    fetch_rows,
    run_together,
    run_with_commit,
)
from tests.support.factories import create_room, create_user

pytestmark = pytest.mark.django_db
SET_TOPIC = "UPDATE chat_room SET topic = %s WHERE id = %s"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL prepares statements")


def test_statements_read_rows_and_write_changes():
    room = create_room(create_user("ada"))
    execute(SET_TOPIC, "上海 50% '", room.pk)
    assert fetch_rows("SELECT id, topic FROM chat_room WHERE id = %s", room.pk) == [(room.pk, "上海 50% '")]


@pytest.mark.parametrize("names", [set(), {"ada"}, {"ada", "bob, or \"'eve", "上海"}])
def test_any_of_matches_each_value_and_nothing_else(names):
    ada = create_user("ada")
    for name in ("ada", "bob, or \"'eve", "上海", "zoe"):
        create_room(ada, name=name)
    condition, value = any_of(names)
    assert {name for (name,) in fetch_rows(f"SELECT name FROM chat_room WHERE name {condition}", value)} == names


def test_a_refusal_of_the_database_is_raised_as_the_error_of_django():
    room = create_room(create_user("ada"))
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("UPDATE chat_room SET topic = NULL WHERE id = %s", room.pk)


def test_django_counts_the_statements_among_its_queries():
    with CaptureQueriesContext(connection) as queries:
        fetch_rows("SELECT id FROM chat_room WHERE id = %s", 1)
    assert len(queries) == 1


def test_queries_that_run_together_return_the_result_of_each():
    room = create_room(create_user("ada"))
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        results = run_together(
            Query("SELECT name FROM chat_room WHERE id = %s", (room.pk,), list),
            Query("SELECT id FROM chat_message WHERE room_id = %s AND id < 0", (room.pk,), len),
            Query("SELECT topic, kind FROM chat_room WHERE id = %s", (room.pk,), list),
        )
    assert results == [[(room.name,)], 0, [(room.topic, room.kind)]]
    assert len(queries) == 3


@pytest.mark.parametrize("broken", [0, 1])
def test_a_query_that_fails_among_others_is_raised_as_the_error_of_django(broken):
    queries = [Query("SELECT name FROM chat_room", (), list), Query("SELECT id FROM chat_message", (), list)]
    queries[broken] = Query("SELECT name FROM no_such_table", (), list)
    with pytest.raises(DatabaseError), transaction.atomic():
        run_together(*queries)
    assert fetch_rows("SELECT count(*) FROM chat_room") == [(0,)]


def rename(name):
    return Query(f"UPDATE chat_room SET name = '{name}' WHERE name = 'kitchen' RETURNING id", (), len)


@pytest.mark.django_db(transaction=True)
def test_the_last_query_of_a_transaction_is_committed_with_it():
    create_room(create_user("ada"), name="kitchen")
    announced = []
    with transaction.atomic():
        transaction.on_commit(lambda: announced.append(True))
        assert run_with_commit(rename("pantry")) == 1
        assert announced == []
    assert announced == [True]
    assert list(Room.objects.values_list("name", flat=True)) == ["pantry"]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_waits_for_the_end_of_the_block_once_the_last_query_has_run():
    create_room(create_user("ada"), name="kitchen")
    with transaction.atomic():
        run_with_commit(rename("pantry"))
        assert not connection.connection.info.transaction_status


@pytest.mark.django_db(transaction=True)
def test_a_last_query_inside_another_transaction_leaves_the_commit_to_that_one():
    create_room(create_user("ada"), name="kitchen")
    with pytest.raises(ValueError, match="later"), transaction.atomic():
        with transaction.atomic():
            run_with_commit(rename("pantry"))
        raise ValueError("later")
    assert list(Room.objects.values_list("name", flat=True)) == ["kitchen"]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_last_query_whose_commit_fails_stores_nothing_and_raises_the_error_of_django():
    create_room(create_user("ada"), name="kitchen")
    missing_person = "INSERT INTO chat_membership (room_id, user_id, joined_at) SELECT id, -1, now() FROM chat_room"
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("SET CONSTRAINTS ALL DEFERRED")
        execute("UPDATE chat_room SET topic = 'never'")
        run_with_commit(Query(f"{missing_person} RETURNING id", (), list))
    assert Room.objects.get().topic != "never"


@on_postgresql
def test_a_frequent_statement_is_prepared_once_for_all_values():
    for number in range(8):
        execute(SET_TOPIC, f"topic {number}", number)
    prepared = [statement for (statement,) in fetch_rows("SELECT statement FROM pg_prepared_statements")]
    assert [statement for statement in prepared if statement.startswith("UPDATE chat_room SET topic")] == [
        "UPDATE chat_room SET topic = $1 WHERE id = $2"
    ]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_migration_under_a_running_site_costs_a_prepared_statement_one_attempt():
    execute("CREATE TABLE scratch (name varchar(10))")
    for _ in range(8):
        fetch_rows("SELECT name FROM scratch")
    another = connection.copy()
    with another.cursor() as cursor:
        cursor.execute("ALTER TABLE scratch ALTER name TYPE varchar(20)")
    another.close()
    with pytest.raises(OperationalError):
        fetch_rows("SELECT name FROM scratch")
    assert fetch_rows("SELECT name FROM scratch") == []
    execute("DROP TABLE scratch")


# --- Columns


@pytest.fixture
def stored():
    """One row of each model that has Columns, but for Message."""
    ada = create_user("ada")
    create_room(ada)
    issue(user=ada, name="robot")


@pytest.mark.parametrize(
    ("columns", "model"), [(MEMBERSHIP, Membership), (ROOM, Room), (TOKEN, ApiToken), (USER, User)]
)
@pytest.mark.usefixtures("stored")
def test_a_row_makes_the_same_instance_as_the_orm(columns, model):
    (row,) = fetch_rows(f"SELECT {columns} FROM {model._meta.db_table} {columns.alias}")
    instance, expected = columns.from_row(row), model.objects.get()
    assert len(row) == len(columns)
    for field in model._meta.concrete_fields:
        assert getattr(instance, field.attname) == getattr(expected, field.attname), field.name
    assert not instance._state.adding and not instance.get_deferred_fields()


@pytest.mark.usefixtures("stored")
def test_new_makes_the_same_instance_as_the_model():
    user, room = User.objects.get(), Room.objects.get()
    values = {"seq": 50, "rev": 50, "client_id": None, "content": "hello", "extra": {}}
    instance = MESSAGE.new({"room": room, "author": user}, room_id=room.pk, author_id=user.pk, **values)
    expected = Message(room=room, author=user, **values)
    for field in Message._meta.concrete_fields:
        assert getattr(instance, field.attname) == getattr(expected, field.attname), field.name
    assert instance.room is room and instance.author is user and instance._state.adding
    instance.created_at = room.created_at
    instance.save()
    assert Message.objects.get(pk=instance.pk).content == "hello"


@pytest.mark.parametrize("name", ["contents", "room"])
def test_new_refuses_a_name_that_is_no_attribute_of_a_field(name):
    with pytest.raises(TypeError, match=name):
        MESSAGE.new({}, content="hello", **{name: None})
