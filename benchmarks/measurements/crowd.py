"""The cost of a person in twenty rooms of 200, with different people in each room, by how many are online."""

from benchmarks.bench import Bench
from benchmarks.contenders import Target
from benchmarks.crowd_process import crowd_process
from benchmarks.measurements import measurement
from benchmarks.report import Table, number, ratio
from benchmarks.site import Site

SIZES = (500, 6_000)
HEADERS = (
    *("people online", "a connect, CPU ms", "to the smallest", "a connection, kB", "greeting, kB", "away, CPU ms"),
    "all back, s",
)
NOTE = (
    "Each person is in 20 rooms of 200, with different people in each room. A connect lasts from the handshake to the "
    "greeting; 64 people connect at the same time. Then everybody watches one room, and there are {changes} changes: "
    'people go away and come back. "away" is the server\'s processor time for one such change. Nobody writes.'
)


@measurement("crowd", "people in 20 rooms of 200: a connect, a connection, a greeting, going away")
def crowd(bench: Bench) -> list[Table]:
    sizes = bench.members or (SIZES[:1] if bench.quick else SIZES)
    changes = 200 if bench.quick else 500
    rows = [_measure(bench, size, changes) for size in sizes]
    table = Table("A crowd", NOTE.format(changes=changes), HEADERS)
    for size, (connect, kilobytes, greeting, away, back) in zip(sizes, rows, strict=True):
        compared = "" if connect is rows[0][0] else ratio(connect, rows[0][0])
        cells = [number(connect, 2), compared, number(kilobytes, 1), number(greeting, 1), number(away, 2)]
        table.rows.append([number(size), *cells, number(back, 1)])
    return [table]


def _measure(bench: Bench, size: int, changes: int) -> tuple[float, ...]:
    site = Site(bench)
    rows = site.script("crowd", size)
    people = [(str(row["token"]), int(str(row["roomId"]))) for row in rows]
    process, port = site.worker(bench.server_core)
    target = Target("Chatsite", (process,), (port,), ())
    try:
        with crowd_process(bench, target, "native", people[:50]) as first:
            first.do("connect")
        target.rest()
        before = process.resident_bytes()
        with crowd_process(bench, target, "native", people) as everybody:
            connected = everybody.do("connect")
            target.rest()
            kilobytes = (process.resident_bytes() - before) / size / 1_000
            everybody.do("verb", name="watch", number=size, at_once=size)
            target.rest()
            busy = target.cpu_seconds()
            for verb in ("away", "back"):
                everybody.do("verb", name=verb, number=changes // 2, at_once=changes // 2)
                target.rest()  # The others learn of it with some delay.
            away = target.cpu_seconds() - busy
            back = everybody.do("storm")["seconds"]
    finally:
        process.stop()
    return 1_000 * connected["cpu"] / size, kilobytes, connected["greeting"] / 1_000, 1_000 * away / changes, back
