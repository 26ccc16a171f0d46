"""The measured servers, our site and its peers: how to start each, and the load generator's arguments for it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.processes import Process, free_port
from benchmarks.site import Site
from benchmarks.toolchain import PEERS, node, peers_python

REST, LONGEST_REST = 0.5, 20.0
"""Seconds between two looks at the CPU time, and the longest wait for a server to become idle."""
OURS = (
    *("-u", "/ws/?batch=1", "-H", "Authorization: Bearer {1}", "-R", '"type":"welcome"', "-A", '"success":true', "-m"),
    '{"type":"chat:send","id":"{n}","data":{"roomId":{2},"content":"{payload}","clientId":"{uuid}"}}',
)
SOCKETIO = (
    *("-u", "/socket.io/?EIO=4&transport=websocket", "-P", "-R", '40{"sid"', "-A", '"success":true'),
    *("-m", '42{n}["chat:send",{"roomId":1,"content":"{payload}"}]'),
)


@dataclass(frozen=True)
class Target:
    """One or more running servers that share the connections, and the generator's arguments for them."""

    title: str
    processes: tuple[Process, ...]
    ports: tuple[int, ...]
    arguments: tuple[str, ...]

    def cpu_seconds(self) -> float:
        return sum(process.cpu_seconds() for process in self.processes)

    def rest(self) -> None:
        """Wait until the server is idle, so that the backlog of one load does not disturb the next."""
        begin, busy = time.monotonic(), self.cpu_seconds()
        while time.monotonic() - begin < LONGEST_REST:
            time.sleep(REST)
            before, busy = busy, self.cpu_seconds()
            if busy - before < REST / 10:
                break


Start = Callable[[Bench, int], Target]


@dataclass(frozen=True)
class Contender:
    title: str
    note: str
    start: Start


CONTENDERS: dict[str, Contender] = {}


def contender(name: str, title: str, note: str) -> Callable[[Start], Start]:
    def register(start: Start) -> Start:
        CONTENDERS[name] = Contender(title, note, start)
        return start

    return register


@contextmanager
def running(bench: Bench, name: str, members: int) -> Iterator[Target]:
    """Run the contender's server during the block. `members` people can connect."""
    target = CONTENDERS[name].start(bench, members)
    try:
        yield target
    finally:
        for process in target.processes:
            process.stop()


ROOM = 200
"""The size of our site's rooms in measurements of connections."""


def our_target(site: Site, title: str, lines: Path) -> Target:
    process, port = site.worker(site.bench.server_core)
    return Target(title, (process,), (port,), (*OURS, "-f", str(lines)))


@contender("ours", "Chatsite, PostgreSQL", "save, number, render, broadcast, ack; logged in with a token")
def ours(bench: Bench, members: int) -> Target:
    site = Site(bench)
    return our_target(site, "Chatsite, PostgreSQL", site.members(members))


@contender("ours-sqlite", "Chatsite, SQLite", "the same over SQLite")
def ours_sqlite(bench: Bench, members: int) -> Target:
    site = Site(bench, sqlite=True)
    return our_target(site, "Chatsite, SQLite", site.members(members))


@contender("ours-rooms", "Chatsite, PostgreSQL, rooms of 200", "the same, its people in rooms of 200 instead of one")
def ours_rooms(bench: Bench, members: int) -> Target:
    site = Site(bench)
    sizes = range(ROOM, ROOM + -(-members // ROOM))
    return our_target(site, "Chatsite, PostgreSQL, rooms of 200", site.members(*sizes, each=ROOM))


@contender("socketio", "Socket.IO + PostgreSQL", "the tutorials' design: save, broadcast, ack; logged in with a token")
def socketio(bench: Bench, members: int) -> Target:
    lines = bench.folder / f"tokens-{members}"
    lines.write_text("".join(f"token-{number}\n" for number in range(1, members + 1)))
    env = {"DATABASE_URL": bench.database("socketio"), "MEMBERS": str(members)}
    arguments = (*SOCKETIO, "-i", '40{"token":"{1}"}', "-f", str(lines))
    return _node(bench, "Socket.IO + PostgreSQL", "socketio_postgres.js", arguments, env)


@contender("socketio-bare", "Socket.IO", "broadcast, ack; no login, no storage")
def socketio_bare(bench: Bench, members: int) -> Target:
    return _node(bench, "Socket.IO", "socketio_bare.js", (*SOCKETIO, "-i", "40"))


@contender("ws", "ws", "broadcast; no login, no storage, no ack")
def ws(bench: Bench, members: int) -> Target:
    return _node(bench, "ws", "ws_broadcast.js", ("-m", '{"content":"{payload}"}'))


@contender("channels", "Channels tutorial", "group_send in memory; no login, no storage, no ack")
def channels(bench: Bench, members: int) -> Target:
    arguments = ("-u", "/ws/chat/bench/", "-m", '{"message":"{payload}"}')
    return _uvicorn(bench, "Channels tutorial", "channels_group_send", arguments)


@contender("uvicorn", "bare ASGI on uvicorn", "accepts and says one word; no login, no rooms, no storage")
def uvicorn(bench: Bench, members: int) -> Target:
    return _uvicorn(bench, "bare ASGI on uvicorn", "bare_asgi", ("-R", '"type":"welcome"', "-m", "{payload}"))


@contender("python-socketio", "python-socketio", "broadcast, ack; no login, no storage")
def python_socketio(bench: Bench, members: int) -> Target:
    return _uvicorn(bench, "python-socketio", "python_socketio_server", (*SOCKETIO, "-i", "40"))


def _node(
    bench: Bench, title: str, script: str, arguments: tuple[str, ...], env: dict[str, str] | None = None
) -> Target:
    port = free_port()
    return _peer(bench, title, port, [node(), script], arguments, {**(env or {}), "NODE_ENV": "production"})


def _uvicorn(bench: Bench, title: str, module: str, arguments: tuple[str, ...]) -> Target:
    port = free_port()
    options = "--lifespan off --ws websockets-sansio --ws-per-message-deflate false --timeout-graceful-shutdown 2"
    command = f"-m uvicorn {module}:application --port {port} --log-level warning {options}"
    return _peer(bench, title, port, [peers_python(), *command.split()], arguments, {})


def _peer(  # noqa: PLR0917
    bench: Bench, title: str, port: int, command: list[str], arguments: tuple[str, ...], env: dict[str, str]
) -> Target:
    log = bench.folder / f"peer-{port}.log"
    process = Process(command, log, core=bench.server_core, env={**env, "PORT": str(port)}, cwd=PEERS)
    bench.stack.callback(process.stop)
    process.wait_for(port)
    return Target(title, (process,), (port,), arguments)
