"""Measures how fast clients connect, one after another and all at the same moment."""

from contextlib import ExitStack
from statistics import median

from benchmarks.bench import Bench
from benchmarks.contenders import Target, running
from benchmarks.generator import held, storm
from benchmarks.measurements import LISTENING, measurement
from benchmarks.report import Table, number, ratio, share

HEADERS = ("", "connects/s", "to Chatsite's", "generator")
STORM_HEADERS = ("", "all back after, s", "to Chatsite's", "tried again")
NOTE = LISTENING + (
    "{number:,} connections, 64 being opened at any time; each counts when it is logged in and has its first "
    "frame (Chatsite: `welcome` with the whole sidebar; Socket.IO: its connect packet). Medians of {rounds} "
    'rounds; the servers take turns in each round. "generator" is its share of a core.'
)
STORM_NOTE = LISTENING + (
    "{number:,} connections are reset at the same moment and all come back at once, without any of the jitter "
    'that real clients add. "tried again" counts handshakes that failed and were repeated.'
)


@measurement("connects", "connects a second, and a storm of 1,000 reconnects")
def connects(bench: Bench) -> list[Table]:
    number_of = (bench.members or [1000])[0]
    rounds = 1 if bench.quick else 3
    names = bench.choose("ours-rooms", "socketio", *(() if bench.quick else ("socketio-bare", "uvicorn", "ours")))
    with ExitStack() as stack:
        targets = [stack.enter_context(running(bench, name, number_of)) for name in names]
        for target in targets:
            with held(bench, target, 50):
                pass
        return [_arrivals(bench, targets, number_of, rounds), _storms(bench, targets, number_of)]


def _arrivals(bench: Bench, targets: list[Target], connections: int, rounds: int) -> Table:
    figures: list[list[tuple[float, float]]] = [[] for _ in targets]
    for _ in range(rounds):
        for target, own in zip(targets, figures, strict=True):
            with held(bench, target, connections) as opened:
                own.append((connections / opened["connectSeconds"], opened["cpuShare"]))
    rates = [median(rate for rate, _ in own) for own in figures]
    rows = [
        [target.title, number(rate), _compared(rate, rates[0]), share(max(busy for _, busy in own))]
        for target, rate, own in zip(targets, rates, figures, strict=True)
    ]
    return Table("Connects a second", NOTE.format(number=connections, rounds=rounds), HEADERS, rows)


def _storms(bench: Bench, targets: list[Target], connections: int) -> Table:
    storms = [storm(bench, target, connections) for target in targets]
    times = [own.back_seconds for own in storms]
    rows = [
        [target.title, number(seconds, 2), _compared(seconds, times[0]), number(own.retries)]
        for target, seconds, own in zip(targets, times, storms, strict=True)
    ]
    return Table("A reconnect storm", STORM_NOTE.format(number=connections), STORM_HEADERS, rows)


def _compared(figure: float, first: float) -> str:
    return "" if figure is first else ratio(figure, first)
