"""Random faults, one at a time: `make nemesis SEED=7 MINUTES=30`. Pytest does not collect this file on its own."""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from tests.faults.crowd import PATIENCE, SEED, Crowd
from tests.faults.journal import now
from tests.faults.site import Site
from tests.faults.test_redis import LAYER

MINUTES = float(os.environ.get("MINUTES", "5"))
BREATH = 8.0
"""The longest pause between two faults, in seconds."""


@dataclass
class Nemesis:
    """Temporary faults. Each restores the site at its end."""

    site: Site
    random: random.Random

    def faults(self) -> list[Callable[[], Awaitable[None]]]:
        return [
            self.kill_worker,
            self.restart_worker,
            self.stop_worker,
            self.kill_redis,
            self.stall_redis,
            self.restart_postgres,
            self.end_backends,
            self.cut_clients,
            self.half_open_clients,
            self.stall_clients,
            self.lose_answers,
            self.slow_network,
        ]

    async def wait_a_moment(self) -> None:
        await asyncio.sleep(self.random.uniform(1, 6))

    def random_server(self) -> int:
        return self.random.randrange(len(self.site.servers))

    async def kill_worker(self) -> None:
        server = self.site.servers[self.random_server()]
        await asyncio.to_thread(server.kill)
        await self.wait_a_moment()
        await asyncio.to_thread(server.start)

    async def restart_worker(self) -> None:
        server = self.site.servers[self.random_server()]
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)

    async def stop_worker(self) -> None:
        pid = self.site.servers[self.random_server()].pid
        os.kill(pid, signal.SIGSTOP)
        await self.wait_a_moment()
        os.kill(pid, signal.SIGCONT)

    async def kill_redis(self) -> None:
        assert self.site.redis is not None
        await asyncio.to_thread(self.site.redis.kill)
        await self.wait_a_moment()
        await asyncio.to_thread(self.site.redis.start)

    async def stall_redis(self) -> None:
        self.site.back["redis"].stall()
        await self.wait_a_moment()
        self.site.back["redis"].resume()

    async def restart_postgres(self) -> None:
        assert self.site.postgres is not None
        await asyncio.to_thread(self.site.postgres.stop, self.random.choice([signal.SIGINT, signal.SIGQUIT]))
        await self.wait_a_moment()
        await asyncio.to_thread(self.site.postgres.start)

    async def end_backends(self) -> None:
        assert self.site.postgres is not None
        name = self.site.database_url.rsplit("/", 1)[1]
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        await asyncio.to_thread(self.site.postgres.query, end)

    async def cut_clients(self) -> None:
        self.site.fronts[self.random_server()].cut(self.random.choice(["rst", "fin"]), share=self.random.random())

    async def half_open_clients(self) -> None:
        self.site.fronts[self.random_server()].half_open()

    async def stall_clients(self) -> None:
        front = self.site.fronts[self.random_server()]
        front.stall()
        await self.wait_a_moment()
        front.resume()

    async def lose_answers(self) -> None:
        front = self.site.fronts[self.random_server()]
        front.drop_after(self.random.randrange(1, 500))
        await self.wait_a_moment()
        front.cut("rst")

    async def slow_network(self) -> None:
        front = self.site.fronts[self.random_server()]
        front.delay(0.15, 0.1)
        await self.wait_a_moment()
        front.delay(0)


@pytest.mark.faults
async def test_a_random_mix_of_faults_loses_nothing(make_site):
    print(f"\nSEED={SEED} MINUTES={MINUTES:g}")
    site = await make_site(0)
    back = await site.add_back("redis", site.redis.port)
    for _ in range(2):
        await site.add_server(redis=f"redis://127.0.0.1:{back.port}/0")
    rng = random.Random(SEED)
    nemesis = Nemesis(site, rng)
    async with Crowd(site) as crowd:
        await crowd.acks(50)
        crowd.begin()
        rounds = 0
        while now() < crowd.began + MINUTES * 60:
            fault = rng.choice(nemesis.faults())
            print(f"{now() - crowd.began:6.1f} s {fault.__name__}", flush=True)
            await fault()
            await asyncio.sleep(rng.uniform(0, BREATH))
            rounds += 1
        crowd.heal()
        await crowd.all_online(PATIENCE)
        fault, expected = f"{rounds} random faults, seed {SEED}", LAYER
        await crowd.conclude("T36", fault, note=f"{MINUTES:g} minutes", expected=expected)
