"""The migration that makes the search index finds the messages that a site has already."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from chat.actions import search_index
from chat.actions.messages import messages
from chat.models import Message, SearchEntry
from chat.queries.search import search

pytestmark = pytest.mark.django_db
migration = import_module("chat.migrations.0004_search")


def test_stored_messages_are_indexed_with_the_newest_first(ada, kitchen, say, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    for days, content in enumerate(["tea now", "tea 上海 yesterday", "tea https://example.org"]):
        message = say(ada, kitchen, content)
        Message.objects.filter(pk=message.pk).update(created_at=message.created_at - timedelta(days=days))
    messages.delete(by=ada, message_id=say(ada, kitchen, "tea spilled").pk)
    search_index.clear()
    migration.index(apps, SimpleNamespace(connection=connection))

    def found(text):
        return [result.message.payload.content for result in search.page(ada, text).results]

    assert found("tea") == ["tea now", "tea 上海 yesterday", "tea https://example.org"]
    assert found("上海") == ["tea 上海 yesterday"]
    assert found("has:link from:ada in:kitchen") == ["tea https://example.org"]
    say(ada, kitchen, "tea later")
    assert found("tea")[0] == "tea later"
    assert list(search_index.add_missing()) == []
    assert SearchEntry.objects.count() == 4
