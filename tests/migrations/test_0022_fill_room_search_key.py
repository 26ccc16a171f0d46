"""The migration that folds the names of rooms gives them the keys that the site looks for."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from chat.models import Room
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db
migration = import_module("chat.migrations.0022_fill_room_search_key")


def test_stored_rooms_get_the_keys_of_new_ones_in_batches(ada, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    for number, name in enumerate(["The Café", "Łódź", "厨房 ﾊﾞﾅﾅ", "!", "مُحَمَّد"]):
        create_room(ada, name=name, topic=f"Thé {number}")
    keys = dict(Room.objects.values_list("pk", "search_key"))
    Room.objects.update(search_key="")
    migration.fill(apps, connection.schema_editor())
    assert dict(Room.objects.values_list("pk", "search_key")) == keys
