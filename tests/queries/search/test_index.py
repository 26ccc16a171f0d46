"""The index of either database, compared with reading every message."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat import conf
from chat.actions import search_index
from chat.actions.changes.committer import commit
from chat.actions.changes.verbs.send import Send
from chat.models import Message, SearchEntry
from chat.queries.search import index
from chat.queries.search.index import Condition, Match
from chat.text.search import facets
from chat.text.search.excerpts import matches
from chat.text.search.query import parse
from chat.text.search.words import composed
from tests.support.factories import create_room

pytestmark = pytest.mark.django_db
EXAMPLES = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SAID = [
    "我在上海吃了上海菜",
    "上 海",
    "海上 海上",
    "The Café is closed",
    "the café, the CAFÉ",
    "closed is the cafe",
    "foo-bar foo_bar foo/bar",
    "bar foo",
    "hello 上海 world",
    "hello, world",
    "he\u200bllo worlds",
    "100% of 'it' \\ \"quoted\" :* & | ! <-> ( )",
    "在",
    "ﾃｽﾄ テスト",
]


@pytest.fixture
def attic(ada):
    attic = create_room(ada, name="Attic", is_unlimited=True)
    commit([Send(ada.pk, attic.pk, text, uuid.uuid4()) for text in SAID])
    return attic


def match_of(text):
    query, match = parse(text), Match()
    for term in query.terms:
        match.must(term)
    for term in query.without:
        match.must_not(term)
    return match


def found(text, *conditions, begin=index.SMALLEST, end=index.LARGEST, limit=100):
    rows = index.newest_matches(match_of(text), conditions, begin=begin, end=end, limit=limit)
    said = Message.objects.in_bulk([pk for _, pk in rows])
    assert [entry for entry, _ in rows] == sorted((entry for entry, _ in rows), reverse=True)
    return [said[pk].content for _, pk in rows]


def by_hand(text):
    query = parse(text)
    return [
        each
        for each in reversed(SAID)
        if all(matches(composed(each), [term]) for term in query.terms)
        and not any(matches(composed(each), [term]) for term in query.without)
    ]


SOUGHT = """
上海 上 海 海上 上海菜 我在上海
cafe CAFÉ the foo-bar hello world wor* 100% quoted テスト 在 -the -上海 -foo ' \\ _ nowhere
"""
WORDS = st.sampled_from([*SOUGHT.split(), '"bar foo"', '"hello 上海"', '"海 world"'])


@given(words=st.lists(WORDS, min_size=1, max_size=3))
@EXAMPLES
def test_the_index_finds_the_same_as_reading_every_message(ada, attic, words):
    text = " ".join(words)
    assert found(text) == by_hand(text)


@given(words=st.text(st.sampled_from("上海吃菜了在我 a\"*-'\\&|!()<>:%_")))
@EXAMPLES
def test_no_search_text_raises_a_database_error(ada, attic, words):
    assert found(words) == by_hand(words)


def test_a_search_may_have_several_hundred_words(ada, attic):
    assert found("上海" * 250) == []
    assert found(" ".join(f"w{number}" for number in range(500))) == []
    assert found(" ".join(f"-w{number}" for number in range(500))) == SAID[::-1]


@pytest.mark.parametrize("window", [1, 3, 100])
def test_pages_follow_one_another_whatever_the_size_of_the_window(ada, attic, monkeypatch, window):
    monkeypatch.setattr(conf, "SEARCH_WINDOW", window)
    monkeypatch.setattr(index, "GROWTH", 2)
    (first, _), *_ = rows = index.newest_matches(match_of("上"), [], begin=-(2**40), end=2**40, limit=2)
    assert first == max(entry for entry, _ in rows)
    rest = index.newest_matches(match_of("上"), [], begin=-(2**40), end=rows[-1][0], limit=10)
    assert len(rows) + len(rest) == len(by_hand("上"))


def test_a_condition_is_checked_before_the_page_is_cut(ada, attic):
    oldest = Message.objects.get(content=SAID[0])
    assert found("上海", Condition("m.seq <= %s", (oldest.seq,)), limit=1) == [SAID[0]]


def test_entries_are_found_by_their_marks(ada, bob, attic):
    match = Match()
    match.one_of([facets.author(ada.pk)])
    match.one_of([facets.room(attic.pk), facets.room(0)])
    assert len(index.newest_matches(match, [], begin=0, end=2**40, limit=100)) == len(SAID)
    match.one_of([facets.author(bob.pk)])
    assert index.newest_matches(match, [], begin=0, end=2**40, limit=100) == []


def test_the_bounds_of_an_empty_index_are_zero(db):
    assert index.id_bounds() == (0, 0)
    assert index.first_entry_since(datetime(2026, 1, 1, tzinfo=UTC)) == 0


def test_the_first_entry_since_a_time_is_found_among_gaps(ada, attic):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for day, message in enumerate(Message.objects.filter(kind="message").order_by("seq")):
        Message.objects.filter(pk=message.pk).update(created_at=start + timedelta(days=day))
    gone = Message.objects.get(content=SAID[4])
    search_index.remove([gone.pk])
    entries = list(SearchEntry.objects.order_by("pk").values_list("pk", "message__created_at"))
    for hours in range(-24, 24 * len(SAID) + 24, 12):
        moment = start + timedelta(hours=hours)
        expected = next((pk for pk, created in entries if created >= moment), entries[-1][0] + 1)
        assert index.first_entry_since(moment) in range(expected - 1, expected + 1)


def test_sqlite_reads_the_index_first(ada, attic):
    if connection.vendor != "sqlite":
        pytest.skip("The planner of PostgreSQL may choose.")
    with CaptureQueriesContext(connection) as queries:
        found("上海")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        plan = [row[3] for row in cursor.fetchall()]
    assert "VIRTUAL TABLE" in plan[0]
    assert not any("TEMP B-TREE" in step for step in plan), plan
