"""Search queries."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.search.query import SearchQuery, Term, parse


def term(*words: str, pairs: tuple[str, ...] = (), prefix: bool = False) -> Term:
    return Term(words, pairs, prefix)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("release notes", [term("release"), term("notes")]),
        ('"release notes" out', [term("release", "notes"), term("out")]),
        ('"not closed', [term("not", "closed")]),
        ("“智能 引号”", [term("智", "能", "引", "号", pairs=("智能", "引号"))]),
        ("foo/bar", [term("foo", "bar")]),
        ("deploy*", [term("deploy", prefix=True)]),
        ('"deploy*"', [term("deploy")]),
        ("d* *", [term("d")]),
        ("上海", [term("上", "海", pairs=("上海",))]),
        ("before:lunch", [term("before", "lunch")]),
        ("before:2026-02-30 on:2026", [term("before", "2026", "02", "30"), term("on", "2026")]),
        ("has:fun colour:red", [term("has", "fun"), term("colour", "red")]),
        ("from: ada", [term("from"), term("ada")]),
        ("git push --force", [term("git"), term("push"), term("force")]),
        ("--no-verify ---x", [term("no", "verify"), term("x")]),
        ("🎉 :)", [term("🎉")]),
        ("👩\u200d💻", [term("👩", "💻", pairs=("👩💻",))]),
        ("lodz Łódź", [term("lodz"), term("lodz")]),
        ("- -- *", []),
    ],
)
def test_text_that_is_not_a_filter_becomes_terms(text: str, terms: list[Term]) -> None:
    assert replace(parse(text), lost=False) == SearchQuery(terms=terms)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("from:ada", SearchQuery(people=["ada"])),
        ('FROM:@Ada from:"Ada Lovelace"', SearchQuery(people=["Ada", "Ada Lovelace"])),
        ("in:#general in:@bob", SearchQuery(rooms=["general", "@bob"])),
        ("from：李雷 上", SearchQuery(people=["李雷"], terms=[term("上")])),
        ("has:link has:Files has:images", SearchQuery(has={"link", "file", "image"})),
        ("before:2026-01-31", SearchQuery(until=date(2026, 1, 31))),
        ("after:2026-01-31", SearchQuery(since=date(2026, 2, 1))),
        ("on:2026-01-31", SearchQuery(since=date(2026, 1, 31), until=date(2026, 2, 1))),
        ("after:2026-01-01 after:2026-03-01", SearchQuery(since=date(2026, 3, 2))),
        ("lunch -soup", SearchQuery(terms=[term("lunch")], without=[term("soup")])),
        ('-"green soup"', SearchQuery(without=[term("green", "soup")])),
        ("-from:ada", SearchQuery(without=[term("from", "ada")])),
        ("on:9999-12-31 on:0001-01-01 after:9999-12-31", None),
    ],
)
def test_filters_are_not_part_of_the_terms(text: str, query: SearchQuery | None) -> None:
    assert query is None or parse(text) == query
    parse(text)


@given(st.text() | st.text(st.sampled_from('ab上"“”-:：*#@ \0')))
def test_every_text_is_a_query(text: str) -> None:
    query = parse(text)
    for each in (*query.terms, *query.without):
        assert each.words and all(each.words)


def test_a_query_that_only_excludes_words_is_empty() -> None:
    assert parse("").is_empty and parse("-soup").is_empty and not parse("has:link").is_empty


@pytest.mark.parametrize(
    "text", ["???", "% _ '", "\u064e", "🏽", "from:ada !!!", "has:link …", "before:2026-01-31 。", "(-)"]
)
def test_a_query_of_whose_text_nothing_remains_is_empty(text: str) -> None:
    assert parse(text).is_empty


@pytest.mark.parametrize("text", ["from:ada", "from:ada -", 'from:ada "', "from:ada -!!!", "lunch !!!", "from:ada 🎉"])
def test_signs_beside_words_and_beginnings_of_text_do_not_empty_a_query(text: str) -> None:
    assert not parse(text).is_empty
