"""The migration that folds what is stored finds what a site has already."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from chat.actions import search_index
from chat.actions.messages import messages
from chat.migrations import _0004_words
from chat.migrations._0016_folding import fold_name, words_and_pairs
from chat.models import Message, User
from chat.queries import people
from chat.queries.search import search
from chat.text.search import folding
from chat.text.search.words import entries
from tests.text.search.test_folding import NAMES

pytestmark = pytest.mark.django_db
migration = import_module("chat.migrations.0016_fold_stored_words")
editor = SimpleNamespace(connection=connection)


def index_as_before(monkeypatch):
    """Index all messages with the words of migration 0004."""
    with monkeypatch.context() as patch:
        patch.setattr(search_index, "entries", _0004_words.words_and_pairs)
        search_index.clear()
        list(search_index.add_missing())


def found(user, text):
    return [result.message.payload.content for result in search.page(user, text).results]


def test_stored_messages_are_found_by_their_folded_words(ada, kitchen, say, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    for content in ["to Łódź", "plain", "Đà Nẵng https://example.org", "ship 🎉", "ｶﾞﾗｽ", "שָׁלוֹם"]:
        say(ada, kitchen, content)
    messages.delete(by=ada, message_id=say(ada, kitchen, "Łódź again").pk)
    index_as_before(monkeypatch)
    assert found(ada, "lodz") == []
    migration.index_again(apps, editor)
    for text, content in {
        "lodz": "to Łódź",
        "plain": "plain",
        "da nang has:link": "Đà Nẵng https://example.org",
        "🎉": "ship 🎉",
        "ガラス": "ｶﾞﾗｽ",
        "שלום from:ada in:kitchen": "שָׁלוֹם",
    }.items():
        assert found(ada, text) == [content]


def test_a_migration_that_was_interrupted_goes_on_and_writes_only_what_is_left(ada, kitchen, say, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    for number in range(6):
        say(ada, kitchen, f"Łódź {number}")
    index_as_before(monkeypatch)
    done = 0
    index_batch = migration.index_batch

    def interrupted(*arguments):
        nonlocal done
        if done == 2:
            raise KeyboardInterrupt
        done += 1
        index_batch(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(migration, "index_batch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            migration.index_again(apps, editor)
    assert len(found(ada, "lodz")) == 4
    migration.index_again(apps, editor)
    assert len(found(ada, "lodz")) == 6


def test_a_batch_reads_no_more_than_its_messages(ada, kitchen, say, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 3)
    for number in range(9):
        say(ada, kitchen, f"Łódź {number}" if number % 2 else f"plain {number}")
    sizes = []
    monkeypatch.setattr(migration, "index_batch", lambda apps, connection, ids: sizes.append(len(ids)))
    migration.index_again(apps, editor)
    assert sizes == [1, 2, 1]


def test_stored_names_are_folded(ada, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    for number, name in enumerate(["Sofía", "Łukasz", "مُحَمَّد", "!"]):
        User.objects.create(username=f"user{number}", display_name=name)
    keys = dict(User.objects.values_list("pk", "search_key"))
    User.objects.update(search_key="")
    migration.fill_names(apps, editor)
    assert dict(User.objects.values_list("pk", "search_key")) == keys
    assert [one.display_name for one in people.search(0, "sofia", lambda _: "offline").people] == ["Sofía"]


def test_an_empty_site_is_migrated():
    migration.fill_names(apps, editor)
    migration.index_again(apps, editor)
    assert not Message.objects.exists()


TEXTS = [
    *(text for text, _ in NAMES),
    "Hello, World 2",
    "The Ｃafé á",
    "上海 abc中def",
    "ก็ดี ﷺ ½ a\u200bb⠀c",
    "나라말",
    "x" * 200,
]


@pytest.mark.parametrize("content", TEXTS)
def test_the_frozen_words_are_those_that_search_looks_for_today(content):
    """When this fails because the live words have changed, write a migration that indexes again, and drop this test."""
    assert words_and_pairs(content) == entries(content)
    assert fold_name(content) == folding.fold_name(content)
