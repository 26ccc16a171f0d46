"""A room that people look at: every page marks what arrives as read, at most twice a second."""

from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.contenders import running
from benchmarks.crowd_process import crowd_process, people_of
from benchmarks.measurements import measurement
from benchmarks.report import Table, number, share

RATES = (2, 20, 100)
SECONDS = (5, 20)
"""At each rate, in a quick and in an ordinary run."""
CONTENDERS = (("ours", "native"), ("socketio", "socketio"))
HEADERS = ("", "messages/s", "ack p50 ms", "ack p99 ms", "delivery p99 ms", "server")
NOTE = (
    "{people} people have one room open. Each marks what arrives as read, at most twice a second, as our page does. "
    '{seconds} s at each rate. "server" is the share of a core that the process used, without PostgreSQL.'
)


@measurement("looking", "a room that 200 people look at and mark as read: 2, 20 and 100 messages/s")
def looking(bench: Bench) -> list[Table]:
    people = (bench.members or [200])[0]
    seconds = SECONDS[0 if bench.quick else 1]
    table = Table(f"A room that {people:,} people look at", NOTE.format(people=people, seconds=seconds), HEADERS)
    for rate in RATES:
        for name, dialect in CONTENDERS:
            if name not in bench.choose(*(name for name, _ in CONTENDERS)):
                continue
            with ExitStack() as stack:
                target = stack.enter_context(running(bench, name, people))
                crowd = stack.enter_context(crowd_process(bench, target, dialect, people_of(target)))
                crowd.do("connect")
                crowd.do("look", rate=20, seconds=2)
                figures = crowd.do("look", rate=rate, seconds=seconds)
            times = [number(figures[key], 1) for key in ("ack_p50", "ack_p99", "delivery_p99")]
            table.rows.append([target.title, number(rate), *times, share(figures["cpu"] / figures["seconds"])])
    return [table]
