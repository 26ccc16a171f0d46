"""The migration that makes the search index finds the messages that a site has already."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from chat.actions import search_index
from chat.actions.messages import messages
from chat.migrations._0004_words import words_and_pairs
from chat.models import Message, SearchEntry
from chat.queries.search import search
from chat.text.search.words import entries

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


TEXTS = """
Hello, World 2
The Ｃafé á naïve
上海 你好世界 abc中def
ก็ดี ไทย
ﷺ ½ a\u200bb⠀c
나라말 みず
""".splitlines()


@pytest.mark.parametrize("content", [*TEXTS, "x" * 200])
def test_the_frozen_words_are_those_that_search_looks_for_today(content):
    """When this fails because the live words have changed, write a migration that indexes again, and drop this test."""
    assert words_and_pairs(content) == entries(content)
