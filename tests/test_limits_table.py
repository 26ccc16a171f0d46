"""docs/operating.md lists every limit in one table, with the number that the code has."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

import pytest

from chat import conf
from chatsite.settings import site
from tests.support.servers import ROOT

RATES = ("RATES", "LOGIN_RATES")
RATE_NAME = re.compile(r'(RATES|LOGIN_RATES)\["([a-z_]+)"\]')
NO_LIMITS = """
    PROTOCOL_VERSION SYNC_RESET_AFTER PAGE_LENGTH PEOPLE_FOUND REACTION_LENGTH READ_MARKS THREAD_PEOPLE THREADS_LISTED
    CATCH_UP_ROOMS CATCH_UP_ITEMS CATCH_UP_REACH SEARCH_PAGE SEARCH_ROOMS SEARCH_WINDOW INDEX_BATCH TICK_INTERVAL
    TICK_BATCH LATER_LEASE JOB_INTERVAL JOB_LEASE LEASE_PAUSE LEASE_PAUSE_MAX BATCH_FRAMES ANSWER_BYTES HEARTBEAT
    PACE_PAUSE PARSE_SHARE PARSE_BURST PARSE_PAUSE REFUSALS_LOGGED SHUTDOWN_RETURNS SHUTDOWN_SPREAD_MS SHUTDOWN_ANSWERS
    SHUTDOWN_CLOSES SHUTDOWN_LINGER RENDER_BATCH TYPING_EXPIRY ONLINE_COUNT_INTERVAL COMMIT_BATCH READ_MARKS_BATCH
    READ_MARKS_PAUSE READ_THREADS POOL_TIMEOUT_MEMORY POOL_TIMEOUT_BARRIER CONNECT_BATCH HEAL_INTERVAL REORDER_WAIT
    CREDENTIAL_CHECK_INTERVAL LAYER_TIMEOUT POLL_WAIT POLL_ROOMS_ANSWERED PRESENCE_LEASE PRESENCE_RENEWAL PRESENCE_CHECK
    PRESENCE_POLL PRESENCE_BATCH PRESENCE_GRACE_CLEAN PRESENCE_GRACE AVATAR_PIXELS SESSION_SWEEP_INTERVAL FILE_THREADS
    FILE_CHUNK THUMBNAIL_PIXELS FILE_SWEEP_INTERVAL FILES_SWEPT LINK_TITLE LINK_DESCRIPTION LINK_SITE LINKS_KEPT LOOKUPS
    DRAFT_THREADS SESSION_NOTED MAIL_SECONDS HIDDEN_KEPT MODERATION_PAGE REPORT_CONTEXT PURGE_BATCH
""".split()
"""How the site works inside: sizes of pages and batches, pauses, leases. Nobody meets them as a limit."""


class Row(NamedTuple):
    what: str
    limit: str
    beyond: str
    names: list[str]


def table() -> list[Row]:
    text = (ROOT / "docs/operating.md").read_text(encoding="utf-8").split("\n## Limits\n")[1].split("\n## ")[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "]
    return [Row(*cells[:3], re.findall(r"`([^`]+)`", cells[3])) for cells in lines[1:]]


def ways_to_write(name: str, number: float) -> Iterator[str]:
    """Yield how a table may say a number, given the unit that its name tells."""
    yield f"{number:,}"
    yield f"{number:g}"
    if name.endswith("BYTES") or name == "DISK_RESERVE":
        yield f"{number / 1024:g} KiB"
        yield f"{number / 1024**2:g} MiB"
        yield f"{number / 1024**2:g} MB"
        yield f"{number / 1e6:g} MB"
    if name.endswith("PIXELS"):
        yield f"{number / 1e6:g}"
    yield f"{number / 60:g} minutes"
    yield f"{number / 3600:g} hours"
    yield f"{number * 1000:g} ms"
    if 0 < number < 1:
        yield f"1 every {1 / number:g} s"


def numbers(name: str) -> list[float]:
    """Return the numbers of a constant or setting. Rates have a test of their own."""
    if RATE_NAME.fullmatch(name):
        return []
    value = getattr(site, name) if hasattr(site, name) else getattr(conf, name)
    return list(set(value.values())) if isinstance(value, dict) else [value]


@pytest.mark.parametrize("row", table(), ids=lambda row: row.what)
def test_the_table_has_the_numbers_of_the_code(row):
    assert row.names, "a limit has the name of its constant"
    text = f"{row.limit} {row.what} {row.beyond}"
    for name in row.names:
        for number in numbers(name):
            ways = "|".join(re.escape(way) for way in ways_to_write(name, number))
            assert re.search(rf"(?<![\d,.])({ways})(?!\d|[.,]\d)", text), (name, number)


def told_rates(text: str) -> list[tuple[float, int]]:
    """Return the rates that a text tells: "10/min, 30" or "1 every 5 min, 2"."""
    found = re.findall(r"([0-9]+)(/| every ([0-9]+) )(s|min|h), ([0-9]+)", text)
    return [
        (int(count) / int(every or 1) / {"s": 1, "min": 60, "h": 3600}[unit], int(burst))
        for count, _, every, unit, burst in found
    ]


def test_the_table_has_every_rate():
    listed = []
    for row in table():
        rates = [match for name in row.names if (match := RATE_NAME.fullmatch(name))]
        listed += [(match[1], match[2]) for match in rates]
        told = told_rates(row.limit)
        for match, rate in zip_longest(rates, told if rates else []):
            known = getattr(conf, match[1])[match[2]]
            # Of a rate that another row explains, the row has the number in its text.
            assert rate == pytest.approx(known) if rate else str(known.burst) in row.what, match[0]
    assert sorted(listed) == sorted((name, kind) for name in RATES for kind in getattr(conf, name))


def test_every_constant_is_in_the_table_or_no_limit():
    constants = {name for name in vars(conf) if name.isupper()} - {*RATES}
    listed = {name for row in table() for name in row.names if not RATE_NAME.fullmatch(name)}
    assert not constants - listed - set(NO_LIMITS), "add these to the table, or to NO_LIMITS"
    assert not set(NO_LIMITS) - constants
    assert not set(NO_LIMITS) & listed
    assert {name for name in listed if not hasattr(conf, name)} <= {name for name in vars(site) if name.isupper()}


def test_no_limit_is_listed_twice_and_each_says_what_happens_beyond_it():
    names = [name for row in table() for name in row.names]
    assert len(names) == len(set(names))
    assert [row.what for row in table() if not row.beyond] == ["20 messages of an answer"]
