"""The site of a fault test: servers behind proxies, their stores, and its people."""

import asyncio
import contextlib
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import truth
from tests.faults.postgres import Postgres
from tests.faults.proxy import Proxy
from tests.support.servers import Redis, Server


@dataclass
class Site:
    """The running parts. `fronts` are the proxies between clients and servers, in the order of `servers`."""

    folder: Path
    database_url: str
    people: list[dict[str, Any]]
    rooms: dict[int, list[int]]
    postgres: Postgres | None = None
    redis: Redis | None = None
    servers: list[Server] = field(default_factory=list)
    fronts: list[Proxy] = field(default_factory=list)
    back: dict[str, Proxy] = field(default_factory=dict)
    """Proxies between servers and stores, by a name of the test's choice."""

    async def add_server(self, *, redis: str = "", database: str = "", **environment: str) -> Server:
        """Start one more server with its own front. `redis` and `database` replace the addresses of the stores."""
        variables = {"DATABASE_URL": database or self.database_url, **environment}
        if self.redis is not None:
            variables["REDIS_URL"] = redis or self.redis.url
        server = Server("backdoor", self.folder, self.folder / f"server{len(self.servers)}.log", **variables)
        self.servers.append(server)
        self.fronts.append(await Proxy(server.port, seed=len(self.fronts)).start())
        await asyncio.to_thread(server.start)
        return server

    async def add_back(self, name: str, port: int) -> Proxy:
        self.back[name] = await Proxy(port, seed=len(self.back)).start()
        return self.back[name]

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{front.port}" for front in self.fronts]

    def sharing(self) -> dict[int, set[int]]:
        """Return the ids of the users that share a room, by user id."""
        shared: dict[int, set[int]] = {}
        for members in self.rooms.values():
            for member in members:
                shared.setdefault(member, set()).update(members)
        return shared

    def rooms_of(self, user_id: int) -> list[int]:
        return [room for room, members in self.rooms.items() if user_id in members]

    async def truth(self) -> truth.Truth:
        return await asyncio.to_thread(truth.read, self.database_url)

    @property
    def logs(self) -> list[str]:
        return [server.text for server in self.servers]

    async def close(self) -> None:
        """Stop everything. SIGKILL also ends servers that a test suspended with SIGSTOP."""
        for proxy in (*self.fronts, *self.back.values()):
            await proxy.stop()
        for server in self.servers:
            with contextlib.suppress(ProcessLookupError):
                await asyncio.to_thread(server.stop, signal.SIGKILL)
        if self.redis is not None:
            await asyncio.to_thread(self.redis.stop, signal.SIGKILL)


@dataclass(frozen=True)
class Memory:
    """Resident bytes, threads and open files of one process."""

    rss: int
    threads: int
    files: int


def memory_of(pid: int) -> Memory:
    """Measure a process. Raise OSError if it does not run."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines if ":" in line)
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Memory(int(status.get("VmRSS", "0 kB").split()[0]) * 1024, int(status["Threads"]), files)


def copied_sqlite(staged: Path, folder: Path) -> str:
    shutil.copytree(staged, folder, dirs_exist_ok=True)
    return f"sqlite:///{folder / 'chatsite.sqlite3'}"
