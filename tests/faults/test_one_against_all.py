"""One against all: whatever one person, ten accounts or one address do at full rate, the others hardly notice.

They compare times within the same test, which needs a machine without other work: so all of them are long tests.
"""

import asyncio
import itertools
from typing import Any

import pytest

from tests.faults import figures, hostile_requests
from tests.faults.hostile import DEEDS, Attacker, doing
from tests.faults.journal import now
from tests.faults.site import memory_of
from tests.support.waiting import wait_until
from tests.support.web_session import PASSWORD, WebSession
from tests.support.websocket_client import Client

pytestmark = [pytest.mark.faults, pytest.mark.long]

ALONE, TOGETHER = 3.0, 4.0
"""Seconds in which the others write."""
INTERVAL = 0.02
"""Seconds between two messages of the others, of whom there are WRITERS: each writes ten a second."""
WRITERS = 5
SLOWER = 0.05
"""Seconds that others' acks may take longer at the 99th percentile, if that is more than a fifth."""
MEMORY = 64 * 1024 * 1024
ALL = DEEDS | hostile_requests.DEEDS
BY_MANY = ("messages of code", "edits of code", "searches", "syncs", "pages of the site", "pictures", "reconnects")
"""Deeds whose limits are by person, so that ten people may do ten times as much."""
ROUNDS = 3
"""Of these rounds, each with another attacker, one has to succeed: the machine may be busy with something else."""
TEXTS = ["Nothing special", "**Bold**, `code` and https://example.org, as people write", "@person2 see _this_"]


async def ack_waits(writers: list[Client], room_id: int, seconds: float) -> list[float]:
    """Write steadily in turn, and return the seconds until the ack of each message."""
    waits: list[float] = []

    async def write(writer: Client, text: str) -> None:
        began = now()
        await writer.say(room_id, text)
        waits.append(now() - began)

    until, turns, texts = now() + seconds, itertools.cycle(writers), itertools.cycle(TEXTS)
    async with asyncio.TaskGroup() as group:
        while now() < until:
            group.create_task(write(next(turns), next(texts)))
            await asyncio.sleep(INTERVAL)
    return waits


async def log_in(site: Any) -> None:
    """Log in as somebody who lives at another address than the attackers."""

    def visit() -> int:
        visitor = WebSession(site.urls[0])
        return visitor.log_in("visitor", headers={"X_Forwarded_For": "198.51.100.9"}).status

    status = await asyncio.to_thread(visit)
    assert status == 302, f"the log-in was answered with {status}"


async def one_round(site: Any, writers: list[Client], room_id: int, deed: str, attackers: list[Attacker]) -> str:
    """Return how the others suffered, or an empty string."""
    for attacker in attackers:
        await attacker.prepare()
    _, alone, _ = figures.spread(await ack_waits(writers, room_id, ALONE))
    memory = memory_of(site.servers[0].pid).rss
    async with doing(ALL[deed], *attackers):
        await wait_until(lambda: sum(attacker.done + attacker.refused for attacker in attackers), 20)
        waits, _ = await asyncio.gather(ack_waits(writers, room_id, TOGETHER), log_in(site))
        grown = memory_of(site.servers[0].pid).rss - memory
    _, together, longest = figures.spread(waits)
    done, refused = (sum(getattr(each, name) for each in attackers) for name in ("done", "refused"))
    print(
        f"\n{deed}, {len(attackers)} accounts: {done} done, {refused} refused; others' acks p99 {alone * 1000:.0f} ms "
        f"alone, {together * 1000:.0f} ms together (longest {longest * 1000:.0f} ms); memory +{grown / 2**20:.0f} MiB"
    )
    if together > alone + max(SLOWER, alone / 5):
        return f"acks took {together * 1000:.0f} ms instead of {alone * 1000:.0f} ms"
    return f"memory grew by {grown / 2**20:.0f} MiB" if grown > MEMORY else ""


async def suffering(make_site: Any, deed: str, store: str, accounts: int) -> list[str]:
    """Return how the others suffered in each round, until one round in which they did not."""
    site = await make_site(1, sqlite=store == "sqlite", **hostile_requests.ENVIRONMENT.get(deed, {}))
    await site.servers[0].run(f"""
from chat.actions.people import users
users.register(username="visitor", password="{PASSWORD}")
""")
    room_id, members = next((room, members) for room, members in site.rooms.items() if len(members) >= WRITERS)
    people = {person["id"]: person for person in site.people}
    others = [person for person in site.people if person["id"] not in members]
    tokens = [people[member]["token"] for member in members[:WRITERS]]
    writers = [await Client.connect(site.urls[0], token=token, batch=True) for token in tokens]
    await ack_waits(writers, room_id, 1.0)
    found = []
    for number in range(ROUNDS):
        chosen = others[number : number + accounts] if accounts == 1 else others[:accounts]
        rest = [person for person in others if person not in chosen] or others
        attackers = [Attacker(site, person, rest) for person in chosen]
        found.append(await one_round(site, writers, room_id, deed, attackers))
        # In later rounds, the limits by address may have nothing left.
        assert number or sum(attacker.done for attacker in attackers), f"nothing is known of {deed}: all were refused"
        if not found[-1]:
            break
    assert "Traceback" not in site.logs[0], site.logs[0]
    return found


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
@pytest.mark.parametrize("deed", ALL)
async def test_one_person_or_address_does_not_slow_the_others(make_site: Any, deed: str, store: str) -> None:
    found = await suffering(make_site, deed, store, 1)
    assert found[-1] == "", found


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
@pytest.mark.parametrize("deed", BY_MANY)
async def test_ten_accounts_do_not_slow_the_others(make_site: Any, deed: str, store: str) -> None:
    found = await suffering(make_site, deed, store, 10)
    assert found[-1] == "", found
