"""`python -m benchmarks.scripts.search MESSAGES ROUNDS`: measures searches among so many messages.

Each line is `{"what", "size", "p50", "p95", "found"}`, with times in milliseconds. Then it measures the storing of
messages, alone and in batches of 500, with and without the search index: `{"what": "sending", "size", "indexed",
"milliseconds"}`.
"""

import itertools
import json
import random
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from typing import Any
from unittest import mock

from django.db import connection, transaction

from benchmarks.scripts.filling import analyze, person
from chat.actions import search_index
from chat.actions.changes.committer import commit
from chat.actions.changes.sql import insert_rows
from chat.actions.changes.verbs.send import Send
from chat.models import Kind, Membership, Message, Room, User
from chat.queries.search import search

STEMS = [f"{a}{b}" for a in "re un de con pro in".split() for b in "lease ploy fig gress test".split()]
ENGLISH = [stem + end for stem in STEMS for end in ("", "s", "ed", "ing", "er", "able", "ment", "less")]
CHINESE = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把"
    "还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感"
    "海北京"
)
QUERIES = {
    "a word that most messages have": "the",
    "a word of one message in ten": "lunch",
    "a rare word": "zeppelin",
    "a word that nobody wrote": "nowhere",
    "two words": "release lunch",
    "a phrase": '"out for lunch"',
    "two Chinese characters": "上海",
    "four Chinese characters": "北京上海",
    "one Chinese character": "海",
    "the beginning of a word": "zepp*",
    "words from one person": "from:speaker-1 lunch",
    "words in one small room": "in:nook the",
    "links before a day": "has:link before:2026-03-01",
    "a word, the rest left out": "lunch -the",
}
START = datetime(2026, 1, 1, tzinfo=UTC)
HALF_A_YEAR = timedelta(days=180)
WRITTEN = 10_000
"""The number of different messages. Beyond it they are repeated."""
PLACES = 40
RARE = 2_000


def sentences(chance: random.Random) -> Iterator[str]:
    """Yield random sentences of common and rare words, in two scripts."""
    common = ["the", "the", "a", "to", "is"]
    while True:
        words = [chance.choice(common), *chance.choices(ENGLISH, k=chance.randint(2, 12)), chance.choice(common)]
        if chance.random() < 0.1:
            words += ["out", "for", "lunch"]
        if chance.random() < 0.02:
            words.append("https://example.org/guide")
        text = " ".join(words)
        if chance.random() < 0.3:
            text = "".join(chance.choices(CHINESE, k=chance.randint(6, 40)))
            text += chance.choice(["", "", "", "在上海", "北京上海都好"])
        yield text


def fill(size: int) -> User:
    """Write `size` messages in forty rooms over half a year. Return a member of half of them and of one small room."""
    chance = random.Random(7)
    reader, speakers = person("reader"), [person(f"speaker-{number}") for number in range(50)]
    names = [(f"Room {number}", Kind.PRIVATE if number % 2 else Kind.PUBLIC) for number in range(PLACES)]
    for name, kind in [*names, ("nook", Kind.PRIVATE)]:
        Room.objects.create(name=name, kind=kind)
    rooms = list(Room.objects.order_by("pk"))
    Membership.objects.bulk_create([Membership(room=room, user=reader) for room in rooms[: PLACES // 2] + rooms[-1:]])
    seen = {*rooms[: PLACES // 2], rooms[-1]}
    weights = [10_000 // (number + 1) for number in range(PLACES)] + [30]
    span, said, last = HALF_A_YEAR / size, sentences(chance), dict.fromkeys(rooms, 0)
    rows = []
    for number in range(min(size, WRITTEN)):
        [room] = chance.choices(rooms, weights)
        last[room] += 1
        text = next(said) + (" zeppelin" if number % RARE == 7 and room in seen else "")
        html = text.replace("https", "<a href=") if "https" in text else text
        message = Message(room=room, seq=last[room], rev=last[room], author=chance.choice(speakers), content=text)
        message.html, message.created_at = html, START + number * span
        rows.append(message)
    with transaction.atomic():
        for start in range(0, len(rows), 500):
            insert_rows(rows[start : start + 500])
            search_index.add(rows[start : start + 500])
        for copy in range(1, size // WRITTEN):
            _repeat(rows, copy, WRITTEN * span * copy, last)
    for room, count in last.items():
        seq = count * max(1, size // WRITTEN)
        Room.objects.filter(pk=room.pk).update(last_seq=seq, last_rev=seq)
    settle()
    return reader


def _repeat(rows: list[Message], copy: int, later: timedelta, last: dict[Room, int]) -> None:
    """Copy all rows once more. A million messages are a hundred copies of ten thousand."""
    first, count = rows[0].pk, len(rows)
    counts = " ".join(f"WHEN {room.pk} THEN {number * copy}" for room, number in last.items())
    seconds = later.total_seconds()
    postgresql = connection.vendor == "postgresql"
    changed = {
        "id": f"id + {count * copy}",
        "seq": f"seq + CASE room_id {counts} END",
        "rev": f"rev + CASE room_id {counts} END",
        "created_at": f"created_at + interval '{seconds} seconds'"
        if postgresql
        else f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', created_at, '+{seconds} seconds') || '000'",
    }
    columns = [str(field.column) for field in Message._meta.concrete_fields]
    values = ", ".join(changed.get(column, column) for column in columns)
    written = f"BETWEEN {first} AND {first + count - 1}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO chat_message ({', '.join(columns)}) "
            f"SELECT {values} FROM chat_message WHERE id {written} ORDER BY id",
            [],
        )
        shifted = f"id + {count * copy}, message_id + {count * copy}"
        if postgresql:
            cursor.execute(
                f"INSERT INTO chat_searchentry (id, message_id, words) "
                f"SELECT {shifted}, words FROM chat_searchentry WHERE message_id {written} ORDER BY id"
            )
            return
        cursor.execute(
            f"INSERT INTO chat_searchentry (id, message_id) "
            f"SELECT {shifted} FROM chat_searchentry WHERE message_id {written}"
        )
        cursor.execute(
            f"INSERT INTO chat_searchwords (rowid, words) SELECT w.rowid + {count * copy}, w.words "
            f"FROM chat_searchwords w JOIN chat_searchentry e ON e.id = w.rowid WHERE e.message_id {written}"
        )


def settle() -> None:
    """Vacuum and analyze, as autovacuum does within minutes, and set the id sequences above the copied rows."""
    if connection.vendor != "postgresql":
        analyze()
        return
    with connection.cursor() as cursor:
        for table in ("chat_message", "chat_searchentry"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            cursor.execute(f"VACUUM ANALYZE {table}")
    analyze()


def measure(reader: User, size: int, rounds: int) -> Iterator[dict[str, Any]]:
    for what, text in QUERIES.items():
        times = []
        search.page(reader, text)  # Warms the cache, as on a site in use.
        for _ in range(rounds):
            begin = time.perf_counter()
            found = search.page(reader, text)
            times.append((time.perf_counter() - begin) * 1e3)
        p95 = quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
        yield {"what": what, "size": size, "p50": median(times), "p95": p95, "found": len(found.results)}


def sending(rounds: int) -> Iterator[dict[str, Any]]:
    """Measure the storing of messages, alone and in a batch, with and without the search index."""
    author, said = person("sender"), sentences(random.Random(8))
    room = Room.objects.create(kind=Kind.PRIVATE, name="Sending", is_unlimited=True)
    Membership.objects.create(room=room, user=author)
    for size, indexed in itertools.product((1, 500), (True, False)):
        times = []
        for _ in range(rounds if size > 1 else rounds * 20):
            drafts = [Send(author.pk, room.pk, next(said), uuid.uuid4()) for _ in range(size)]
            with mock.patch.object(search_index, "add", search_index.add if indexed else lambda messages: None):
                begin = time.perf_counter()
                commit(drafts)
                times.append((time.perf_counter() - begin) * 1e3 / size)
        yield {"what": "sending", "size": size, "indexed": indexed, "milliseconds": median(times)}


if __name__ == "__main__":
    size, rounds = map(int, sys.argv[1:])
    reader = fill(size)
    for result in itertools.chain(measure(reader, size, rounds), sending(max(1, rounds // 4))):
        print(json.dumps(result), flush=True)
