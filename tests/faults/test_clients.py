"""Faults of clients: T4, T20, T25, T26, T28 and T31."""

import asyncio
import itertools
import json
import random
import signal
import sys
from collections.abc import Callable

import pytest

from tests.faults import checker, figures
from tests.faults.clients import PING_EVERY, PONG_WITHIN, Page
from tests.faults.crowd import PATIENCE, SEED, Crowd
from tests.faults.flooder import FRAMES, TOTAL
from tests.faults.journal import now
from tests.faults.site import Site, memory_of
from tests.support.servers import ROOT
from tests.support.waiting import wait_until
from tests.support.websocket_client import Client, new_id

GIVEN_UP = PING_EVERY + PONG_WITHIN
"""Seconds after which a page drops a silent connection."""
pytestmark = pytest.mark.faults


async def test_t20_copies_of_a_message_sent_to_two_workers_are_stored_once(make_site):
    site = await make_site()
    rng = random.Random(SEED)
    stormers = site.people[12:16]
    async with Crowd(site, count=10, rate=20) as crowd:
        crowd.begin()
        for stormer in stormers:
            sockets = [await Client.connect(url, token=stormer["token"]) for url in site.urls]
            room = site.rooms_of(stormer["id"])[0]
            copies = [new_id() for _ in range(20)]
            sends = [(rng.choice(sockets), client_id) for client_id in copies for _ in range(rng.randint(1, 5))]
            rng.shuffle(sends)
            answers = [
                (client_id, await socket.start("chat:send", roomId=room, content=client_id, clientId=client_id))
                for socket, client_id in sends
            ]
            acks: dict[str, list[dict]] = {}
            for client_id, answer in answers:
                acks.setdefault(client_id, []).append((await asyncio.wait_for(answer, 30))["data"])
            for own in acks.values():
                assert len({(ack["messageId"], ack["seq"], ack["rev"]) for ack in own}) == 1
                assert sum(not ack["duplicate"] for ack in own) == 1
            for socket in sockets:
                await socket.close()
        await crowd.acks(30)
        await crowd.conclude("T20", f"{len(stormers) * 20} messages sent 1 to 5 times each, on two workers at once")


async def test_t31_a_removed_banned_or_logged_out_user_receives_nothing_more(make_site):
    """Two tabs each, one on the worker where it happens and one on the other."""
    site = await make_site()
    admin, removed, banned, leaver = site.people[0], *site.people[17:20]
    room = site.rooms_of(removed["id"])[0]
    tabs = {
        name: [Page([url], **who) for url in site.urls]
        for name, who in (
            ("removed", {"token": removed["token"]}),
            ("banned", {"token": banned["token"]}),
            ("logged out", {"session": leaver["session"]}),
        )
    }
    everyone = [page for pages in tabs.values() for page in pages]
    async with Crowd(site, count=15, rate=40) as crowd:
        for page in everyone:
            page.start()
        await wait_until(lambda: all(page.online.is_set() for page in everyone), 30)
        await crowd.acks(60)
        crowd.begin()
        await site.servers[0].run(
            "from chat.actions.people import sessions, users; from chat.actions.rooms import memberships\n"
            "from chat.models import User\n"
            f"admin = User.objects.get(pk={admin['id']})\n"
            f"memberships.remove(by=admin, room_id={room}, user_id={removed['id']}, as_staff=True)\n"
            f"users.deactivate(by=admin, user_id={banned['id']})\n"
            f"sessions.end_session(user=User.objects.get(pk={leaver['id']}), session_key={leaver['session']!r})\n"
        )
        done = now()
        gone = [*tabs["banned"], *tabs["logged out"]]
        await wait_until(lambda: all(page.stays_away for page in gone), 60)
        await wait_until(lambda: all(room not in page.state.rooms for page in tabs["removed"]), 60)
        took = now() - done
        await crowd.acks(100)
        truth = await site.truth()
        line = max(row.rev for row in truth[room].messages if row.kind == "system")
        late = [each for page in tabs["removed"] for each in checker.check_removed(page.journal, room, line - 1)]
        ends = [page.journal.closes[-1] for page in gone]
        late += [
            checker.Violation("I9", f"user {page.journal.user_id} heard of rooms {now() - done:.1f} s later")
            for page in gone
            if any(heard.at > done + 2 for heard in page.journal.heard)
        ]
        for page in everyone:
            await page.leave()
        for members in site.rooms.values():
            for person in (removed, banned, leaver):
                if person["id"] in members:
                    members.remove(person["id"])
        await crowd.conclude(
            "T31", "removed, banned, logged out; two tabs on two workers", note=f"cut off in {took:.2f} s", extra=late
        )
        assert ends == [4403, 4403, 4401, 4401]


@pytest.mark.long
async def test_t4_a_suspended_client_is_disconnected_and_catches_up_when_it_resumes(make_site):
    site = await make_site()
    sleeper = site.people[19]
    command = [sys.executable, "-m", "tests.faults.suspendable_client", site.urls[0], sleeper["token"]]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 30) == b"online\n"
        async with Crowd(site, count=15) as crowd:
            await crowd.acks(50)
            before = memory_of(site.servers[0].pid).rss
            crowd.begin()
            process.send_signal(signal.SIGSTOP)
            await _until_forgotten(site, sleeper["id"], 75)
            let_go = now() - crowd.began
            await asyncio.sleep(max(0.0, 90 - let_go))
            grown = (memory_of(site.servers[0].pid).rss - before) / 2**20
            process.send_signal(signal.SIGCONT)
            await crowd.acks(50)
            await crowd.settle()
            await asyncio.sleep(GIVEN_UP)
            out, _ = await asyncio.wait_for(process.communicate(b""), 30)
            truth = await site.truth()
            known = {int(room): rev for room, rev in json.loads(out).items()}
            assert known == {room: truth[room].last_rev for room in site.rooms_of(sleeper["id"])}
            note = f"let go after {let_go:.0f} s; the server grew {grown:.1f} MiB"
            await crowd.conclude("T4", "SIGSTOP of a client for 90 s", note=note)
    finally:
        if process.returncode is None:
            process.kill()


async def _until_forgotten(site: Site, user_id: int, seconds: float) -> None:
    """Wait until no server has a connection of this user."""
    async with asyncio.timeout(seconds):
        question = f"from chat.delivery.hub import hub\nanswer = len(hub.users.get({user_id}, ()))"
        while sum([await server.run(question) for server in site.servers]):  # noqa: ASYNC110 - nobody would set one
            await asyncio.sleep(1)


@pytest.mark.long
async def test_t25_a_slow_reader_is_closed_and_slows_nobody(make_site):
    site = await make_site()
    slow, narrow = site.people[19], await site.add_back("slow", site.servers[0].port)
    room = site.rooms_of(slow["id"])[0]
    async with Crowd(site, count=5, rate=20) as crowd:
        await crowd.acks(100)
        reader = Page([f"http://127.0.0.1:{narrow.port}"], slow["token"])
        reader.start()
        await reader.online.wait()
        calm = now()
        await _write(site, room, lambda rounds: rounds == USUAL_ROUNDS)
        usual = figures.spread(crowd.ack_waits(calm, now()))[1]
        before = memory_of(site.servers[0].pid).rss
        crowd.begin()
        narrow.throttle(1_000)
        most = [before]

        def is_closed(rounds: int) -> bool:
            most.append(memory_of(site.servers[0].pid).rss)
            return "too slowly" in site.servers[0].text

        await _write(site, room, is_closed)
        closed = now() - crowd.began
        grown = (max(most) - before) / 2**20
        busy = figures.spread(crowd.ack_waits(crowd.began, now()))[1]
        await reader.vanish()
        note = f"closed after {closed:.0f} s; ack p99 {usual:.2f} s before, {busy:.2f} s with it; {grown:.1f} MiB more"
        await crowd.conclude("T25", "a reader of 1 kB/s in a busy room", note=note)


USUAL_ROUNDS = 30
"""Rounds that are written while everybody reads, for comparison."""


async def _write(site: Site, room: int, is_enough: Callable[[int], bool]) -> None:
    """Write long messages as a person outside the crowd, twenty in each round."""
    writer = next(person for person in site.people[15:19] if person["id"] in site.rooms[room])
    client = await Client.connect(site.urls[1], token=writer["token"], batch=True)
    async with asyncio.timeout(PATIENCE):
        for number in itertools.count(1):
            texts = [{"roomId": room, "content": "x" * 3_900, "clientId": new_id()} for _ in range(20)]
            answers = [await client.start("chat:send", **text) for text in texts]
            assert all([(await answer)["data"]["success"] for answer in answers])
            if is_enough(number):
                break
    await client.close()


@pytest.mark.long
@pytest.mark.parametrize("kind", FRAMES)
async def test_t26_a_flooding_client_is_throttled_and_slows_nobody(make_site, kind):
    site = await make_site()
    async with Crowd(site, count=15) as crowd:
        await crowd.acks(200)
        calm = now()
        await crowd.acks(500)
        usual = figures.spread(crowd.ack_waits(calm, now()))[1]
        before = memory_of(site.servers[0].pid).rss
        crowd.begin()
        sent = await _flood(site, kind)
        busy = figures.spread(crowd.ack_waits(crowd.began, now()))[1]
        grown = (crowd.peak_rss - before) / 2**20
        await crowd.acks(100)
        note = f"{sent:,} were taken; ack p99 {usual:.2f} s before, {busy:.2f} s in it; {grown:.1f} MiB more"
        await crowd.conclude(f"T26 {kind}", f"{TOTAL:,} {kind} from one who reads nothing", note=note)
    assert grown < 20


async def _flood(site: Site, kind: str) -> int:
    """Run the flooder and return how many frames it could send."""
    command = [sys.executable, "-m", "tests.faults.flooder", str(site.servers[0].port), site.people[19]["token"], kind]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    return json.loads(out)


MANY = 1_000
ROOM_FOR_MANY = f"""
from django.conf import settings
from chat.actions.demo.bench_rooms import prepare
from chat.models import User
settings.BENCH_ROOMS = True
room, people = prepare(members={MANY})
ids = dict(User.objects.filter(memberships__room=room).values_list("username", "pk"))
answer = dict(room=room.pk, people=[dict(id=ids[name], token=token) for name, token in people])
"""


@pytest.mark.long
async def test_t28_a_thousand_cut_connections_are_soon_back(make_site):
    site = await make_site()
    made = await site.servers[0].run(ROOM_FOR_MANY)
    site.people, site.rooms = made["people"], {made["room"]: [person["id"] for person in made["people"]]}
    async with Crowd(site, count=MANY, rate=2, changes=0) as crowd:
        await crowd.acks(4)
        queries = await _queries(site)
        before = sum(page.journal.syncs for page in crowd.pages)
        crowd.begin()
        for front in site.fronts:
            front.cut("rst")
        await wait_until(
            lambda: all(page.journal.connects > 1 and page.online.is_set() for page in crowd.pages), PATIENCE
        )
        back = now() - crowd.began
        behind = (sum(page.journal.syncs for page in crowd.pages) - before) / MANY
        asked = (await _queries(site) - queries) / MANY
        waits = figures.spread(crowd.ack_waits(crowd.began, now()))
        note = f"all back after {back:.1f} s; a client {behind:.2f} syncs and {asked:.1f} transactions"
        note += f"; ack p99 {waits[1]:.1f} s in the storm"
        await crowd.conclude("T28", f"{MANY} connections cut at once", note=note)


async def _queries(site: Site) -> int:
    name = site.database_url.rsplit("/", 1)[1]
    statement = f"SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '{name}'"
    return (await asyncio.to_thread(site.postgres.query, statement))[0][0]
