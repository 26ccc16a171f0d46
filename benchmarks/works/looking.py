"""A room at which people look: every page marks what arrives as read, at most twice a second."""

from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.company import company, people_of
from benchmarks.contenders import running
from benchmarks.report import Table, number, share
from benchmarks.works import work

RATES = (2, 20, 100)
HEADERS = ("", "messages/s", "ack p50 ms", "ack p99 ms", "delivery p99 ms", "server")
NOTE = (
    "{people} people are connected to one room and look at it, as our page does: each marks what arrived as read, at "
    'most twice a second. {seconds} s at each rate. "server" is the share of a core that the process used.'
)


@work("looking", "a room at which 200 people look: 2, 20 and 100 messages/s")
def looking(bench: Bench) -> list[Table]:
    people = (bench.members or [200])[0]
    seconds = 5 if bench.quick else 20
    table = Table(f"A room at which {people:,} look", NOTE.format(people=people, seconds=seconds), HEADERS)
    for rate in RATES:
        for name, dialect in (("ours", "native"), ("socketio", "socketio")):
            if name not in bench.choose("ours", "socketio"):
                continue
            with ExitStack() as stack:
                target = stack.enter_context(running(bench, name, people))
                crowd = stack.enter_context(company(bench, target, dialect, people_of(target)))
                crowd.do("connect")
                crowd.do("look", rate=20, seconds=2)
                figures = crowd.do("look", rate=rate, seconds=seconds)
            times = [number(figures[key], 1) for key in ("ack_p50", "ack_p99", "delivery_p99")]
            table.rows.append([target.title, number(rate), *times, share(figures["cpu"] / figures["seconds"])])
    return [table]
