"""The last release's code can run on the new schema: expand first, contract in a later release."""

import pytest
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from tests.support import last_release

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def released():
    """The models of the last release."""
    return MigrationLoader(None).project_state(last_release.MIGRATION).apps.get_app_config("chat")


def columns_of(table: str) -> dict[str, bool]:
    """Return whether a row needs no value for them, by the names of the columns."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
        identities = {row["column"] for row in connection.introspection.get_sequences(cursor, table)}
        key = connection.introspection.get_primary_key_column(cursor, table)
    filled = {key, *identities}
    return {row.name: bool(row.null_ok or row.default is not None or row.name in filled) for row in found}


def missing(model: type[models.Model]) -> set[str]:
    """Return the columns that the old code uses and the database does not have."""
    return {field.column for field in model._meta.local_concrete_fields} - columns_of(model._meta.db_table).keys()


def required(model: type[models.Model]) -> set[str]:
    """Return the columns that the old code does not know, and that refuse a row without a value for them."""
    known = {field.column for field in model._meta.local_concrete_fields}
    found = columns_of(model._meta.db_table)
    return {name for name, is_optional in found.items() if name not in known and not is_optional}


def released_models(app) -> list[type[models.Model]]:
    return list(app.get_models(include_auto_created=True))


def test_all_that_the_last_release_uses_is_still_there(released):
    assert released_models(released)
    lacking = {model._meta.db_table: columns for model in released_models(released) if (columns := missing(model))}
    assert not lacking, "remove or rename these in the release after the next one"


def test_a_new_column_does_not_refuse_the_rows_of_the_last_release(released):
    refused = {model._meta.db_table: columns for model in released_models(released) if (columns := required(model))}
    assert not refused, "give these columns a db_default, or null=True"


def test_the_rules_find_a_column_that_is_gone_and_one_that_is_required(released):
    reminder = released.get_model("Reminder")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE chat_reminder RENAME COLUMN text TO words")
        assert missing(reminder) == {"text"}
        cursor.execute("CREATE TABLE chat_example (id bigint NOT NULL PRIMARY KEY, a text NOT NULL, b text, c text)")
        cursor.execute("ALTER TABLE chat_example ADD COLUMN d text DEFAULT '' NOT NULL")
    reminder._meta.db_table, kept = "chat_example", reminder._meta.db_table
    try:
        assert required(reminder) == {"a"}
    finally:
        reminder._meta.db_table = kept


def test_a_value_of_the_last_release_fits_into_its_column(released):
    with connection.cursor() as cursor:
        for model in released_models(released):
            table = connection.introspection.get_table_description(cursor, model._meta.db_table)
            sizes = {column.name: column.display_size for column in table}
            nulls = {column.name: column.null_ok for column in table}
            for field in model._meta.local_concrete_fields:
                if isinstance(field, models.CharField):
                    assert sizes[field.column] >= field.max_length, f"{model._meta.db_table}.{field.column} is shorter"
                assert nulls[field.column] or not field.null, f"{model._meta.db_table}.{field.column} took NULL"
