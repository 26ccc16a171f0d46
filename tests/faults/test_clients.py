"""What clients do, and what is done to them: T4, T20, T25, T26, T28 and T31."""

import asyncio
import random

import pytest

from tests.faults import checker
from tests.faults.clients import Page
from tests.faults.crowd import SEED, Crowd
from tests.faults.journal import now
from tests.support.clients import Client, new_id
from tests.support.turns import until

pytestmark = pytest.mark.faults


async def test_t20_copies_of_a_message_on_two_workers_at_once_are_one_message(make_site):
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


async def test_t31_who_is_removed_banned_or_logged_out_hears_nothing_more(make_site):
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
        await until(lambda: all(page.online.is_set() for page in everyone), 30)
        await crowd.acks(60)
        crowd.begin()
        await site.servers[0].run(
            "from chat.actions import memberships, users; from chat.models import User\n"
            f"admin = User.objects.get(pk={admin['id']})\n"
            f"memberships.remove(by=admin, room_id={room}, user_id={removed['id']}, as_staff=True)\n"
            f"users.deactivate(by=admin, user_id={banned['id']})\n"
            f"users.logged_out(user=User.objects.get(pk={leaver['id']}), session_key={leaver['session']!r})\n"
        )
        done = now()
        gone = [*tabs["banned"], *tabs["logged out"]]
        await until(lambda: all(page.stays_away for page in gone), 60)
        await until(lambda: all(room not in page.state.rooms for page in tabs["removed"]), 60)
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
