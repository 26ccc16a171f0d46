from io import StringIO

import pytest
from django.core.management import call_command

from chat.actions import search_index
from chat.models import SearchEntry
from chat.queries.search import search
from tests.support.fixtures import *  # noqa: F403

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("index_messages", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_only_missing_messages_are_indexed(ada, kitchen, say):
    for number in range(3):
        say(ada, kitchen, f"tea {number}")
    search_index.remove([say(ada, kitchen, "tea 3").pk])
    assert run() == "Indexed 1 messages.\n"
    assert run() == "Indexed 0 messages.\n"
    assert len(search.page(ada, "tea").results) == 4


def test_the_index_can_be_rebuilt(ada, kitchen, say):
    say(ada, kitchen, "tea")
    before = SearchEntry.objects.get().pk
    assert run("--anew") == "Indexed 1 messages.\n"
    assert SearchEntry.objects.get().pk != before
    assert len(search.page(ada, "tea").results) == 1


@pytest.mark.django_db(transaction=True)
def test_messages_that_loaddata_brought_are_indexed(ada, kitchen, say, tmp_path):
    """The rows of the index come with the dump, and their words do not."""
    say(ada, kitchen, "tea in the kitchen")
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "--natural-foreign", "-e", "contenttypes", "-e", "auth.permission", "-o", dump)
    call_command("flush", "--noinput", verbosity=0)
    call_command("loaddata", dump, verbosity=0)
    someone = type(ada).objects.get(username="ada")
    assert search.page(someone, "tea").results == []
    assert run() == "Indexed 1 messages.\n"
    assert len(search.page(someone, "tea").results) == 1
    assert run() == "Indexed 0 messages.\n"
    say(someone, kitchen, "more tea")
    assert len(search.page(someone, "tea").results) == 2
