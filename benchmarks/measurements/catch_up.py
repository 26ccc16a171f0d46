"""Measures how long a client takes to catch up with missed changes over the WebSocket."""

import json
import time
from statistics import median
from typing import Any

from websockets.sync.client import ClientConnection, connect

from benchmarks.bench import Bench
from benchmarks.measurements import measurement
from benchmarks.processes import Process
from benchmarks.report import Table, number
from benchmarks.site import Site

MISSED = (100, 5_000, 10_000)
HEADERS = ("missed changes", "`sync` calls", "messages that came", "wall time, ms", "server CPU, ms")
NOTE = (
    "A client that stopped at an older `rev` asks with `sync` until it has everything; PostgreSQL, medians of "
    "{rounds}. Wall time is from the first request to the last answer, the client's reading included; beyond "
    "5,000 changes the server answers with the newest page and `reset`, and the rest is loaded when it is "
    "looked at."
)


@measurement("catch-up", "catching up after 100, 5,000 and 10,000 missed changes")
def catch_up(bench: Bench) -> list[Table]:
    rounds = 2 if bench.quick else 7
    site = Site(bench)
    (room,) = site.script("history", 2, 10_000)
    process, port = site.worker(bench.server_core)
    table = Table("Catching up", NOTE.format(rounds=rounds), HEADERS)
    # Without batches, so that no answer shares its frame with an event.
    address = f"ws://127.0.0.1:{port}/ws/"
    with connect(address, additional_headers={"Authorization": f"Bearer {room['token']}"}, max_size=None) as socket:
        rev = _welcomed_at(socket, int(str(room["roomId"])))
        for missed in MISSED:
            runs = [_measure(socket, process, int(str(room["roomId"])), rev - missed) for _ in range(rounds)]
            calls, messages = runs[0][:2]
            wall, cpu = (median(run[column] for run in runs) for column in (2, 3))
            table.rows.append([number(missed), calls, number(messages), number(wall * 1e3, 1), number(cpu * 1e3)])
    return [table]


def _welcomed_at(socket: ClientConnection, room_id: int) -> int:
    """Wait for the `welcome` and return the room's rev."""
    for room in _answer(socket, "welcome")["rooms"]:
        if room["id"] == room_id:
            return int(room["rev"])
    raise LookupError(room_id)


def _measure(socket: ClientConnection, process: Process, room_id: int, rev: int) -> tuple[int, int, float, float]:
    """Return the number of calls, of messages, the wall time and the server's CPU time in seconds."""
    calls, messages, more = 0, 0, True
    busy, begin = process.cpu_seconds(), time.perf_counter()
    while more:
        command = {"type": "sync", "id": f"s{calls}", "data": {"roomId": room_id, "rev": rev, "limit": 500}}
        socket.send(json.dumps(command))
        changes = _answer(socket, "ack")
        calls, messages = calls + 1, messages + len(changes["messages"])
        rev, more = changes["rev"], changes["more"]
    return calls, messages, time.perf_counter() - begin, process.cpu_seconds() - busy


def _answer(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        envelope = json.loads(socket.recv())
        if isinstance(envelope, dict) and envelope["type"] == kind:
            data: dict[str, Any] = envelope["data"]
            return data
