"""The invariants. Each rule compares the database with the clients' journals and yields a text for each violation."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tests.faults.journal import Journal
from tests.faults.truth import RoomTruth, Row, Truth

MAX_REPORTED = 10


class Violation(NamedTuple):
    invariant: str
    text: str


Rule = Callable[[Truth, Sequence[Journal]], Iterator[str]]


def acked_is_stored_once(truth: Truth, journals: Sequence[Journal]) -> Iterator[str]:
    stored = _by_key(truth)
    for journal in journals:
        for client_id, ack in journal.acked.items():
            rows = stored.get((journal.user_id, client_id), [])
            if not rows:
                yield f"lost: {client_id} of user {journal.user_id}, acked as {ack.id}"
            elif len(rows) > 1:
                yield f"doubled: {client_id} of user {journal.user_id} is {[row.id for row in rows]}"
            elif (rows[0].id, rows[0].seq) != (ack.id, ack.seq):
                yield f"misnumbered: {client_id} was acked as {ack.id}, seq {ack.seq}, and is {rows[0]}"


def stored_was_attempted(truth: Truth, journals: Sequence[Journal]) -> Iterator[str]:
    attempted = {
        (journal.user_id, client_id)
        for journal in journals
        for client_id, sent in journal.sent.items()
        if sent.attempts
    }
    known = {journal.user_id for journal in journals}
    for key, rows in _by_key(truth).items():
        if key[0] in known and key not in attempted:
            yield f"nobody wrote {rows[0]}"
        if len(rows) > 1:
            yield f"doubled: {[row.id for row in rows]} are one message"


def screens_agree(truth: Truth, journals: Sequence[Journal]) -> Iterator[str]:
    for number, journal in enumerate(journals):
        for room, messages in _rooms_of(truth, journal):
            yield from _screen(f"client {number} in room {room}", journal, room, messages)


def _screen(who: str, journal: Journal, room: int, truth: RoomTruth) -> Iterator[str]:
    first = journal.first_shown.get(room, 1)
    shown = {id: message for id, message in journal.screen.get(room, {}).items() if message["seq"] >= first}
    stored = {row.id: row for row in truth.messages if row.seq >= first}
    if missing := stored.keys() - shown.keys():
        yield f"{who} does not show {_some(missing)}"
    if ghosts := shown.keys() - stored.keys():
        yield f"{who} shows what is not stored: {_some(ghosts)}"
    for id in stored.keys() & shown.keys():
        row, message = stored[id], shown[id]
        if (message["seq"], message["rev"], message["content"]) != (row.seq, row.rev, row.content):
            yield f"{who} shows another state of {row}: {message}"


def counters_are_whole(truth: Truth, journals: Sequence[Journal]) -> Iterator[str]:
    for room, each in truth.items():
        seqs = [row.seq for row in each.messages]
        if seqs != list(range(1, each.last_seq + 1)):
            yield f"room {room}: last_seq is {each.last_seq}, the seqs are {_some(seqs)} ({len(seqs)})"
        if each.last_rev != max((row.rev for row in each.messages), default=0):
            yield f"room {room}: last_rev {each.last_rev} is on no message"


def edits_are_counted(truth: Truth, journals: Sequence[Journal]) -> Iterator[str]:
    edits, changes = sum(journal.edits for journal in journals), sum(x.last_rev - x.last_seq for x in truth.values())
    if changes < edits:
        yield f"{edits} edits were acked, and only {changes} changes are counted"


def streams_rise(truth: Truth, journals: Sequence[Journal]) -> Iterator[str]:
    """A connection receives each change of a room once and in order, and the screen applies each change once."""
    for number, journal in enumerate(journals):
        last: dict[tuple[int, int], int] = {}
        for heard in journal.heard:
            key = (heard.connection, heard.room)
            if heard.rev <= last.get(key, 0):
                yield f"client {number} heard rev {heard.rev} of room {heard.room} after {last[key]}"
            last[key] = max(heard.rev, last.get(key, 0))
        yield from _applied(number, journal)


def _applied(number: int, journal: Journal) -> Iterator[str]:
    revs: dict[int, int] = {}
    for applied in journal.applied:
        known = revs.get(applied.room, 0)
        if applied.live and known and applied.rev != known + 1:
            yield f"client {number} went from rev {known} to {applied.rev} in room {applied.room}"
        revs[applied.room] = applied.rev
    for (room, rev, _), count in Counter((each.room, each.rev, each.id) for each in journal.applied).items():
        if count > 1:
            yield f"client {number} took rev {rev} of room {room} {count} times"


def unread_is_true(truth: Truth, journals: Sequence[Journal]) -> Iterator[str]:
    for number, journal in enumerate(journals):
        for room, each in _rooms_of(truth, journal):
            unread = max(0, each.last_seq - each.read_seq[journal.user_id])
            if journal.unread.get(room) != unread:
                yield f"client {number} has {journal.unread.get(room)} unread in room {room}, not {unread}"


RULES: tuple[tuple[str, Rule], ...] = (
    ("I1", acked_is_stored_once),
    ("I2", stored_was_attempted),
    ("I3", screens_agree),
    ("I4", counters_are_whole),
    ("I4", edits_are_counted),
    ("I4", streams_rise),
    ("I5", unread_is_true),
)


def check(truth: Truth, journals: Sequence[Journal], *, after_reset: bool = False) -> list[Violation]:
    """Return all violations.

    Args:
        after_reset: The database was restored from a backup, so that some acked messages may be missing.
    """
    skipped = {acked_is_stored_once, edits_are_counted, streams_rise} if after_reset else set()
    return [
        Violation(name, text) for name, rule in RULES if rule not in skipped for text in _first(rule(truth, journals))
    ]


def check_presence(journals: Sequence[Journal], here: Iterable[int], sharing: dict[int, set[int]]) -> list[Violation]:
    """I6: each client shows exactly the connected people that share a room with it.

    Args:
        here: Ids of the users with a connection.
        sharing: By user id, the ids of the users that share a room with this user. Clients know nothing of others.
    """
    present, found = set(here), []
    for number, journal in enumerate(journals):
        known = sharing[journal.user_id] - {journal.user_id}
        seen = {user for user in known if journal.people.get(user, "offline") != "offline"}
        right = present & known
        if seen != right:
            found.append(
                Violation("I6", f"client {number}: ghosts {_some(seen - right)}, unseen {_some(right - seen)}")
            )
    return found


def check_logs(logs: Iterable[str], *, expected: Sequence[str] = ()) -> list[Violation]:
    """I7: the logs have no traceback and no error, except those that contain one of the `expected` texts."""
    wrong = (part for log in logs for part in _entries(log) if _is_wrong(part))
    found = [part for part in wrong if not any(text in part for text in expected)]
    return [Violation("I7", part[-2_000:]) for part in found[:MAX_REPORTED]]


def check_refusals(journals: Sequence[Journal], *, expected: Sequence[int] = ()) -> list[Violation]:
    """I7: no handshake failed with a status that is not `expected`, and no message was refused permanently."""
    statuses = Counter(status for journal in journals for status in journal.refusals if status not in expected)
    codes = Counter(code for journal in journals for code in journal.failed.values())
    return [Violation("I7", f"{key}: {count} times") for key, count in (statuses + codes).items()]


def check_removed(journal: Journal, room: int, rev: int) -> list[Violation]:
    """I9: a member who was removed with the change `rev` of a room receives no later change."""
    late = [heard.rev for heard in journal.heard if heard.room == room and heard.rev > rev]
    return (
        [Violation("I9", f"user {journal.user_id} heard {_some(late)} of room {room}, removed at {rev}")]
        if late
        else []
    )


def _is_wrong(entry: str) -> bool:
    return "Traceback" in entry or " ERROR" in entry or entry.startswith("ERROR")


def _entries(log: str) -> list[str]:
    """Split a log into entries. The lines of a traceback belong to their entry."""
    entries: list[str] = []
    for line in log.splitlines():
        if entries and (not line or line[0] in " \t" or _belongs(line)):
            entries[-1] += f"\n{line}"
        else:
            entries.append(line)
    return entries


def _belongs(line: str) -> bool:
    """Return whether this is a line of a traceback that does not begin with a space."""
    return not (line[:4].isdigit() or line.startswith(("INFO", "WARNING", "ERROR", "CRITICAL", "DEBUG")))


def _by_key(truth: Truth) -> dict[tuple[int, str], list[Row]]:
    rows: dict[tuple[int, str], list[Row]] = {}
    for room in truth.values():
        for row in room.messages:
            if row.client_id is not None:
                rows.setdefault((row.author, row.client_id), []).append(row)
    return rows


def _rooms_of(truth: Truth, journal: Journal) -> Iterator[tuple[int, RoomTruth]]:
    return ((room, each) for room, each in truth.items() if journal.user_id in each.read_seq)


def _first(texts: Iterator[str]) -> list[str]:
    return [text for text, _ in zip(texts, range(MAX_REPORTED), strict=False)]


def _some(values: Iterable[int]) -> str:
    ordered = sorted(values)
    return f"{ordered[:MAX_REPORTED]}{' …' if len(ordered) > MAX_REPORTED else ''}"
