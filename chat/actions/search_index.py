"""What can be found: the words of messages, written in the transaction that writes the messages.

Besides its words an entry has marks, which no text contains: its room, its author, that there is a link. So a search
for one person's links in three rooms is a look into the index, too.
"""

from collections.abc import Iterator, Sequence

from django.db import connection, transaction
from django.db.models import Min

from chat import conf
from chat.models import Message, MessageKind, SearchEntry
from chat.models.sql import execute, fetch_rows
from chat.text.search import facets
from chat.text.search.words import entries

Facts = tuple[int, int, int, str, str]
"""A message's id, room, author, content and html."""

_LONE, _MANY = "(VALUES (%s::bigint, %s::bigint, %s::text))", "unnest(%s::bigint[], %s::bigint[], %s::text[])"


def add(messages: Sequence[Message]) -> None:
    """Let new messages be found. In the transaction that stores them."""
    _insert([_facts(message) for message in messages], [None] * len(messages))


def update(message: Message) -> None:
    """Let a message be found by what it says now. One that has no entry yet gets it from `add_missing`."""
    if connection.vendor == "postgresql":
        execute("UPDATE chat_searchentry SET words = %s::tsvector WHERE message_id = %s", _text(message), message.pk)
    else:
        found = "SELECT id FROM chat_searchentry WHERE message_id = %s"
        execute(f"UPDATE chat_searchwords SET words = %s WHERE rowid = ({found})", _text(message), message.pk)  # noqa: S608


def remove(message: Message) -> None:
    """Let nobody find a message any more."""
    execute("DELETE FROM chat_searchentry WHERE message_id = %s", message.pk)


def remove_room(room_id: int) -> None:
    """Until the next `add_missing`: for what was moved in time."""
    inside = "SELECT id FROM chat_message WHERE room_id = %s"
    execute(f"DELETE FROM chat_searchentry WHERE message_id IN ({inside})", room_id)  # noqa: S608


def clear() -> None:
    """For an index that is to be made anew, by `add_missing`."""
    execute("DELETE FROM chat_searchentry")


def add_missing() -> Iterator[tuple[int, int]]:
    """Index the messages that have no entry, the newest first, batch by batch; yields how many of how many are done.

    They get ids below all others, so that what is written meanwhile stays the newest, and work that was broken off is
    taken up where it ended.
    """
    unindexed = Message.objects.filter(search_entry=None, kind=MessageKind.MESSAGE, deleted_at=None)
    missing = list(unindexed.order_by("-created_at", "-pk").values_list("pk", flat=True))
    for start in range(0, len(missing), conf.INDEX_BATCH):
        _index_older(missing[start : start + conf.INDEX_BATCH])
        yield min(start + conf.INDEX_BATCH, len(missing)), len(missing)


@transaction.atomic
def _index_older(ids: list[int]) -> None:
    # Locked: whoever edits or deletes one of these meanwhile must find its entry afterwards.
    locked = Message.objects.select_for_update(of=("self",)).filter(pk__in=ids, search_entry=None, deleted_at=None)
    found = {row[0]: row for row in locked.values_list("pk", "room_id", "author_id", "content", "html")}
    facts = [found[pk] for pk in ids if pk in found]
    lowest = SearchEntry.objects.aggregate(lowest=Min("pk"))["lowest"]
    first = min(1 if lowest is None else lowest, 1) - 1
    _insert(facts, [first - place for place in range(len(facts))])


def _facts(message: Message) -> Facts:
    return message.pk, message.room_id, message.author_id, message.content, message.html


def _text(message: Message) -> str:
    return _words(_facts(message))


def _insert(facts: Sequence[Facts], ids: Sequence[int | None]) -> None:
    """Entries with the ids given, or the next ones by rising message; as many statements whatever their number."""
    if not facts:
        return
    messages, texts = [each[0] for each in facts], [_words(each) for each in facts]
    if connection.vendor == "postgresql":
        lone = len(facts) == 1
        execute(
            "INSERT INTO chat_searchentry (id, message_id, words) "  # noqa: S608
            "SELECT coalesce(id, nextval('chat_searchentry_id_seq')), message, words::tsvector "
            f"FROM {_LONE if lone else _MANY} AS given(id, message, words)",
            *((ids[0], messages[0], texts[0]) if lone else ([*ids], messages, texts)),
        )
        return
    places = ", ".join(["(%s, %s)"] * len(facts))
    pairs_of_ids = [value for pair in zip(ids, messages, strict=True) for value in pair]
    entries = f"INSERT INTO chat_searchentry (id, message_id) VALUES {places} RETURNING message_id, id"  # noqa: S608
    made = dict(fetch_rows(entries, *pairs_of_ids))
    values = [value for message, text in zip(messages, texts, strict=True) for value in (made[message], text)]
    execute(f"INSERT INTO chat_searchwords (rowid, words) VALUES {places}", *values)  # noqa: S608


def _words(facts: Facts) -> str:
    """An entry's words in the form that its database reads."""
    _, room_id, author_id, content, html = facts
    found, neighbours = entries(content)
    known = [facets.ANY, facets.room(room_id), facets.author(author_id), *([facets.LINK] if "<a " in html else [])]
    if connection.vendor == "postgresql":
        placed = [f"'{word}':{place}" for place, word in enumerate(found, 1)]
        return " ".join([*placed, *(f"'{each}'" for each in (*neighbours, *known))])
    return " ".join([*found, *neighbours, *known])
