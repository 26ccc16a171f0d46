"""Smoke tests of the benchmarks, so that they do not rot between runs."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from benchmarks.bench import Bench
from benchmarks.contenders import running
from benchmarks.crowd_process import crowd_process, people_of
from benchmarks.generator import Load, fan_out, held, storm
from benchmarks.measurements import crowd, growth, looking, verbs
from benchmarks.measurements.saturation import Search
from benchmarks.processes import BenchmarkError, run_to_end, time_limit
from benchmarks.report import Table
from benchmarks.services import program_of_postgres
from benchmarks.site import Site

REQUIRED = os.environ.get("CI") == "true"
COMPILER = any(shutil.which(name) for name in ("cc", "gcc", "clang"))
needs_postgres = pytest.mark.skipif(
    not program_of_postgres("initdb") and not REQUIRED, reason="PostgreSQL is not installed."
)


def load(rate: float, *, good: bool) -> Load:
    delivered = 1_000 if good else 500
    return Load(rate, 10, 1_000, delivered, 1_000, 10, 10, 0, 1, 2, 3, 0, 0.1, 0.9)


needs_node = pytest.mark.skipif(not shutil.which("npm") and not REQUIRED, reason="Node is not installed.")
DIALECTS = [
    ("ours-sqlite", "native"),
    pytest.param("socketio", "socketio", marks=[needs_postgres, needs_node]),
]


@pytest.fixture
def target():
    if not COMPILER:
        (pytest.fail if REQUIRED else pytest.skip)("The load generator needs a C compiler.")
    with Bench() as bench, running(bench, "ours-sqlite", 5) as site:
        yield bench, site


def test_every_member_of_the_room_gets_every_message_and_every_sender_its_ack(target):
    done = fan_out(*target, members=5, rate=20, seconds=1)
    assert (done.sent, done.delivered, done.acks, done.closed) == (20, 100, 20, 0)
    assert 0 < done.p50 <= done.p95 <= done.p99


def test_connections_are_held_and_reconnect_after_a_cut(target):
    with held(*target, 5) as opened:
        assert opened["connections"] == 5
    assert storm(*target, 5).back_seconds > 0


@pytest.mark.parametrize(("name", "dialect"), DIALECTS)
def test_every_verb_is_measured(name, dialect):
    with Bench() as bench, running(bench, name, 3) as site:
        figures = verbs._measure(bench, site, dialect, 20)
    wanted = {verb for verb in verbs.VERBS.values() if dialect == "native" or verb not in verbs.OURS_ALONE}
    assert set(figures) == wanted
    assert all(figure["number"] >= 10 and figure["p99"] > 0 for figure in figures.values()), figures


@pytest.mark.parametrize(("name", "dialect"), DIALECTS)
def test_everybody_who_looks_gets_every_message_and_marks_it_as_read(name, dialect):
    with (
        Bench() as bench,
        running(bench, name, 3) as site,
        crowd_process(bench, site, dialect, people_of(site)) as people,
    ):
        people.do("connect")
        figures = people.do("look", rate=10, seconds=1)
    assert (figures["acks"], figures["delivered"]) == (10, 30)
    assert figures["marks"] >= 3


def test_a_room_that_people_look_at_is_a_table(monkeypatch):
    monkeypatch.setattr(looking, "RATES", (5,))
    monkeypatch.setattr(looking, "SECONDS", (1, 1))
    monkeypatch.setattr(looking, "CONTENDERS", (("ours-sqlite", "native"),))
    with Bench(quick=True, members=[3], peers=["ours-sqlite"]) as bench:
        (table,) = looking.looking(bench)
    assert [row[:2] for row in table.rows] == [["Chatsite, SQLite", "5"]]


@needs_postgres
def test_a_crowd_is_a_table():
    with Bench(quick=True, members=[20]) as bench:
        (table,) = crowd.crowd(bench)
    assert len(table.rows[0]) == len(table.headers)


@needs_postgres
def test_everything_that_might_grow_is_measured_at_every_size(monkeypatch):
    monkeypatch.setattr(growth, "SIZES", (20, 40))
    with Bench(quick=True) as bench:
        (table,) = growth.growth(bench)
    assert {len(row) for row in table.rows} == {len(table.headers)} == {4}
    assert "`@everyone` in a room of so many" in {row[0] for row in table.rows}


def test_a_crowd_whose_work_fails_says_why():
    with (
        Bench() as bench,
        running(bench, "ours-sqlite", 2) as site,
        crowd_process(bench, site, "native", [("a token of nobody", 1)]) as people,
        pytest.raises(BenchmarkError, match="closed the connection"),
    ):
        people.do("connect")


def test_a_program_that_does_not_answer_in_time_is_ended():
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    began = time.monotonic()
    with pytest.raises(BenchmarkError, match="did not end within 1 s"):
        run_to_end(command, 0.6)
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
        pytest.raises(BenchmarkError, match="no answer"),
        time_limit(process, 0.2, "It"),
    ):
        process.stdout.readline()
    assert time.monotonic() - began < 30


def test_a_program_that_fails_is_an_error_with_its_words():
    with pytest.raises(BenchmarkError, match="out of paper"):
        run_to_end([sys.executable, "-c", "import sys; sys.exit('out of paper')"], 30)


@needs_postgres
def test_a_page_makes_the_same_number_of_queries_for_any_number_of_messages_and_rooms():
    with Bench() as bench:
        results = Site(bench).script("opening", "100,1000", "10,100", 1)
    queries: dict[object, set[object]] = {}
    for result in results:
        queries.setdefault(result["what"], set()).add(result["queries"])
    assert len(queries) == 5
    assert all(len(counts) == 1 and counts != {0} for counts in queries.values()), queries


@pytest.mark.parametrize("sqlite", [True, pytest.param(False, marks=needs_postgres)])
def test_every_measured_search_finds_what_it_should(sqlite):
    with Bench() as bench:
        results = Site(bench, sqlite=sqlite).script("search", 20_000, 4)
    found = {str(result["what"]): int(str(result["found"])) for result in results if "found" in result}
    assert found.pop("a word that nobody wrote") == 0
    assert all(found.values()), found
    assert [(result["size"], result["indexed"]) for result in results if result["what"] == "sending"] == [
        (1, True),
        (1, False),
        (500, True),
        (500, False),
    ]


def test_the_rate_search_ends_just_below_the_highest_sustainable_rate():
    search = Search(20)
    while not search.is_over:
        search.learn(load(search.rate, good=search.rate <= 1_000))
    assert search.best and 1_000 / 1.15 < search.best.rate <= 1_000


def test_the_rate_search_goes_down_if_the_first_rate_is_too_high():
    search = Search(20)
    while not search.is_over:
        search.learn(load(search.rate, good=search.rate <= 7))
    assert search.best and 7 / 1.15 < search.best.rate <= 7


def test_the_rate_search_gives_up_if_no_rate_is_sustainable():
    search = Search(20)
    while not search.is_over:
        search.learn(load(search.rate, good=False))
    assert search.best is None


def test_one_failure_while_the_rate_grows_is_tried_again():
    search, failed = Search(20), []
    while not search.is_over:
        good = search.rate <= 1_000 and (search.rate != 320 or failed != [])
        failed += [] if good else [search.rate]
        search.learn(load(search.rate, good=good))
    assert search.best and search.best.rate > 320


def test_a_load_is_good_only_if_all_messages_arrive_in_time_and_no_connection_closes():
    assert load(10, good=True).is_good
    assert not load(10, good=False).is_good
    assert not Load(10, 10, 1_000, 1_000, 1_000, 10, 10, 1, 1, 2, 3, 0, 0.1, 0.9).is_good
    assert not Load(10, 10, 1_000, 1_000, 1_000, 10, 10, 0, 1, 2, 1_001, 0, 0.1, 0.9).is_good


def test_a_table_is_markdown():
    assert Table("Title", "Note.", ("", "a"), [["row", 1]]).markdown() == (
        "## Title\n\nNote.\n\n|  | a |\n| --- | ---: |\n| row | 1 |\n"
    )
