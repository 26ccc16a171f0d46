"""Keep the search index up to date, in the transactions that write the messages.

Besides the words of its message, an entry contains marks for the room, the author and links. No text contains a mark.
So searching the links of one person in three rooms needs nothing but the index.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, Q

from chat import conf
from chat.models import Message, MessageKind, SearchEntry
from chat.models.sql import any_of, execute, fetch_rows
from chat.text.search import facets
from chat.text.search.words import entries

Facts = tuple[int, int, int, str, str]
"""The id, room id, author id, content and html of a message."""

KEPT = Q(deleted_at=None) | Q(hidden__isnull=False)
"""Messages with a text: hidden ones may be shown again, and then need their place in the index."""

_ONE_ROW = "(VALUES (%s::bigint, %s::bigint, %s::text))"
_MANY_ROWS = "unnest(%s::bigint[], %s::bigint[], %s::text[])"


def add(messages: Sequence[Message]) -> None:
    """Index new messages, in the transaction that stores them."""
    _insert([_facts(message) for message in messages], [None] * len(messages))


def insertion_along(messages: Sequence[Message]) -> tuple[str, list[Any]]:
    """Return the statement, for PostgreSQL, that indexes messages along with their insertion, and its values.

    It reads the new messages from `new`, which has their id, room_id and seq.
    """
    words = [_words(_facts(message)) for message in messages]
    into = "INSERT INTO chat_searchentry (id, message_id, words) SELECT nextval('chat_searchentry_id_seq')"
    if len(messages) == 1:
        return f"{into}, new.id, %s::text::tsvector FROM new", words
    ordered = (
        "SELECT new.id, given.words FROM new "
        "JOIN unnest(%s::bigint[], %s::bigint[], %s::text[]) AS given(room, seq, words) "
        "ON given.room = new.room_id AND given.seq = new.seq ORDER BY new.id"
    )
    rooms, seqs = [message.room_id for message in messages], [message.seq for message in messages]
    return f"{into}, id, words::tsvector FROM ({ordered}) AS ordered", [rooms, seqs, words]


def update(messages: Sequence[Message]) -> None:
    """Index messages again after their content changed. One without an entry is left to `add_missing`."""
    ids, words = [message.pk for message in messages], [_words(_facts(message)) for message in messages]
    if connection.vendor == "postgresql":
        execute(
            "UPDATE chat_searchentry SET words = given.words::tsvector "
            "FROM unnest(%s::bigint[], %s::text[]) AS given(message, words) WHERE message_id = given.message "
            "AND chat_searchentry.words IS DISTINCT FROM given.words::tsvector",
            ids,
            words,
        )
    else:
        execute(
            "INSERT OR REPLACE INTO chat_searchwords (rowid, words) SELECT entry.id, given.value ->> 1 "
            "FROM json_each(%s) AS given JOIN chat_searchentry entry ON entry.message_id = given.value ->> 0 "
            "LEFT JOIN chat_searchwords stored ON stored.rowid = entry.id WHERE stored.words IS NOT given.value ->> 1",
            json.dumps(list(zip(ids, words, strict=True))),
        )


def remove(message_ids: Collection[int]) -> None:
    """Remove messages from the index."""
    condition, value = any_of(message_ids)
    execute(f"DELETE FROM chat_searchentry WHERE message_id {condition}", value)  # noqa: S608


def remove_room(room_id: int) -> None:
    """Remove the messages of a room until the next `add_missing`, for a room whose messages got other times."""
    inside = "SELECT id FROM chat_message WHERE room_id = %s"
    execute(f"DELETE FROM chat_searchentry WHERE message_id IN ({inside})", room_id)  # noqa: S608


def clear() -> None:
    """Remove every message from the index, so that `add_missing` builds it again."""
    execute("DELETE FROM chat_searchentry")


def remove_hollow() -> None:
    """Remove the entries without words, so that `add_missing` makes them anew.

    `loaddata` leaves such entries: it restores the rows of the model, and the words belong to no model.
    """
    if connection.vendor == "postgresql":
        execute("DELETE FROM chat_searchentry WHERE words = ''::tsvector")
    else:
        execute("DELETE FROM chat_searchentry WHERE id NOT IN (SELECT rowid FROM chat_searchwords)")


def add_missing() -> Iterator[tuple[int, int]]:
    """Index the messages that have no entry, in batches, the newest first.

    Their entries get ids below all others. So new messages keep the highest ids meanwhile, and after an interruption
    the next call continues where this one stopped.

    Yields:
        After each batch, how many messages are done and how many there are.
    """
    unindexed = Message.objects.filter(KEPT, search_entry=None, kind=MessageKind.MESSAGE)
    missing = list(unindexed.order_by("-created_at", "-pk").values_list("pk", flat=True))
    for start in range(0, len(missing), conf.INDEX_BATCH):
        _add_older(missing[start : start + conf.INDEX_BATCH])
        yield min(start + conf.INDEX_BATCH, len(missing)), len(missing)


@transaction.atomic
def _add_older(ids: list[int]) -> None:
    # Locked, so that an edit or deletion at the same time waits, and then finds the entry.
    locked = Message.objects.select_for_update(of=("self",)).filter(KEPT, pk__in=ids, search_entry=None)
    by_id = {row[0]: row for row in locked.values_list("pk", "room_id", "author_id", "content", "html")}
    facts = [by_id[pk] for pk in ids if pk in by_id]
    lowest = SearchEntry.objects.aggregate(lowest=Min("pk"))["lowest"]
    first = min(1 if lowest is None else lowest, 1) - 1
    _insert(facts, [first - place for place in range(len(facts))])


def _facts(message: Message) -> Facts:
    return message.pk, message.room_id, message.author_id, message.content, message.html


def _insert(facts: Sequence[Facts], ids: Sequence[int | None]) -> None:
    """Insert entries with these ids, in a fixed number of statements. None stands for the next id."""
    if not facts:
        return
    messages, texts = [row[0] for row in facts], [_words(row) for row in facts]
    if connection.vendor == "postgresql":
        single = len(facts) == 1
        execute(
            "INSERT INTO chat_searchentry (id, message_id, words) "  # noqa: S608
            "SELECT coalesce(id, nextval('chat_searchentry_id_seq')), message, words::tsvector "
            f"FROM {_ONE_ROW if single else _MANY_ROWS} AS given(id, message, words)",
            *((ids[0], messages[0], texts[0]) if single else ([*ids], messages, texts)),
        )
        return
    rows = ", ".join(["(%s, %s)"] * len(facts))
    pairs_of_ids = [value for pair in zip(ids, messages, strict=True) for value in pair]
    statement = f"INSERT INTO chat_searchentry (id, message_id) VALUES {rows} RETURNING message_id, id"  # noqa: S608
    entry_ids = dict(fetch_rows(statement, *pairs_of_ids))
    values = [value for message, text in zip(messages, texts, strict=True) for value in (entry_ids[message], text)]
    execute(f"INSERT INTO chat_searchwords (rowid, words) VALUES {rows}", *values)  # noqa: S608


def _words(facts: Facts) -> str:
    """Return the words and marks of an entry in the form that its database reads."""
    _, room_id, author_id, content, html = facts
    words, pairs = entries(content)
    marks = [facets.ANY, facets.room(room_id), facets.author(author_id), *([facets.LINK] if "<a " in html else [])]
    if connection.vendor == "postgresql":
        placed = [f"'{word}':{place}" for place, word in enumerate(words, 1)]
        return " ".join([*placed, *(f"'{word}'" for word in (*pairs, *marks))])
    return " ".join([*words, *pairs, *marks])
