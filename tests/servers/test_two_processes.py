"""Two processes with PostgreSQL and Redis work as one site."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.servers.conftest import Cast, check_log
from tests.servers.stores import database, needs_stores
from tests.support.servers import Redis, Server, prepare_database
from tests.support.websocket_client import Client, Refused, new_id

pytestmark = needs_stores


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[tuple[Server, Server, Cast]]:
    folder = tmp_path_factory.mktemp("site")
    with database("servers") as url, Redis(folder) as own_redis:
        stores = {"DATABASE_URL": url, "REDIS_URL": own_redis.url}
        cast = Cast(prepare_database(folder, **stores))
        servers = [Server("backdoor", folder, folder / f"log{number}", **stores) for number in (1, 2)]
        with servers[0], servers[1]:
            yield *servers, cast
        for server in servers:
            check_log(server.text)


@pytest.fixture
def cast(site) -> Cast:
    return site[2]


@pytest.fixture
def room(cast) -> int:
    return cast.room("kitchen")


@pytest.fixture
def everywhere(site, connect):
    """Connects two tabs on each process: [here, here, there, there]."""

    async def everywhere(**how: object) -> list[Client]:
        return [await connect(server, **how) for server in (site[0], site[0], site[1], site[1])]

    return everywhere


async def expect_message(clients: list[Client], content: str) -> None:
    for client in clients:
        await client.expect("chat:message", content=content)


async def expect_nothing(clients: list[Client], content: str) -> None:
    """Fail if one of the clients has got this message."""
    for client in clients:
        assert content not in [message["content"] for message in client.events("chat:message")]


async def test_messages_reach_the_other_process(site, person, room):
    here, there, _ = site
    clients = [await person("ada", here), await person("bob", there), await person("cy", there, batch=True)]
    for number, client in enumerate(clients):
        await client.say(room, f"from {number}")
        await expect_message(clients, f"from {number}")


async def test_messages_of_both_processes_arrive_once_and_in_order(site, person, room):
    here, there, _ = site
    senders = [await person("ada", here), await person("bob", there), await person("cy", here)]
    listeners = [await person("fay", here), await person("gus", there)]
    start = (await listeners[0].command("history", roomId=room, limit=1))["rev"]
    answers = [
        await sender.start("chat:send", roomId=room, content="x", clientId=new_id())
        for _ in range(50)
        for sender in senders
    ]
    assert all([(await answer)["data"]["success"] for answer in answers])
    for client in [*senders, *listeners]:
        await client.expect("chat:message", rev=start + 150)
        assert [message["rev"] for message in client.events("chat:message")] == list(range(start + 1, start + 151))


async def test_changes_of_one_message_by_both_processes_arrive_once_and_in_order(site, person, room):
    here, there, _ = site
    ada, bob = await person("ada", here), await person("bob", there)
    listeners = [await person("fay", here), await person("gus", there)]
    sent = await ada.say(room, "as it was")
    answers = []
    for number in range(20):
        edit = {"messageId": sent["messageId"], "content": f"edit {number}"}
        answers.append(await ada.start("chat:edit", **edit))
        for emoji in "👍🎉":
            reaction = {"messageId": sent["messageId"], "emoji": emoji, "on": number % 2 == 0}
            answers.append(await bob.start("chat:react", **reaction))
    assert all([(await answer)["data"]["success"] for answer in answers])
    for client in [ada, bob, *listeners]:
        await client.expect("chat:changed", rev=sent["rev"] + 60)
        changes = client.events("chat:changed")
        assert [change["rev"] for change in changes] == list(range(sent["rev"] + 1, sent["rev"] + 61))
        assert (changes[-1]["content"], changes[-1]["reactions"]) == ("edit 19", [])


async def test_the_same_message_sent_to_both_processes_is_stored_once(site, person, room):
    tabs = [await person("ada", site[0]), await person("ada", site[1])]
    for _ in range(10):
        data = {"roomId": room, "content": "twice", "clientId": new_id()}
        acks = await asyncio.gather(*(tab.command("chat:send", **data) for tab in tabs))
        assert [ack["success"] for ack in acks] == [True, True]
        assert sorted(ack["duplicate"] for ack in acks) == [False, True]
        assert len({ack["messageId"] for ack in acks}) == 1


async def watch(client, *user_ids, room=None):
    """Watch people and a room. Returns the statuses and the count."""
    ack = await client.command("watch", userIds=list(user_ids), roomId=room)
    return [person["status"] for person in ack["people"]], ack["online"]


async def become(client, user_id, status):
    """Wait until the client, who watches, was told that someone has this status."""
    if await watch(client, user_id) != ([status], None):
        await client.expect("presence", userId=user_id, status=status)


async def test_typing_and_presence_reach_those_who_watch_on_the_other_process(site, person, cast, room):
    here, there, _ = site
    bob, gus, fay = await person("bob", there), await person("gus", there), await person("fay", here)
    await become(bob, cast.id("fay"), "online")
    await watch(bob, cast.id("fay"), room=room)
    await fay.command("typing:start", roomId=room)
    await bob.expect("typing:user", userId=cast.id("fay"))
    await fay.command("presence", status="away")
    await bob.expect("presence", userId=cast.id("fay"), status="away")
    await fay.close()
    await bob.expect("typing:stopped", userId=cast.id("fay"))
    assert (await bob.expect("presence", userId=cast.id("fay"), status="offline"))["lastSeenAt"]
    await gus.ping()
    assert [event for type in ("presence", "typing:user", "room:online") for event in gus.events(type)] == []


async def test_a_person_who_hides_looks_offline_on_both_processes_and_after_coming_back(site, person, cast, room):
    here, there, _ = site
    watchers = [await person("bob", here), await person("gus", there)]
    tabs = [await person("fay", here), await person("fay", there)]
    for watcher in watchers:
        await become(watcher, cast.id("fay"), "online")
        await watch(watcher, cast.id("fay"), room=room)
    hide = (
        "from chat.actions.people import status\nfrom chat.models import User\n"
        f"status.hide_presence(by=User.objects.get(pk={cast.id('fay')}), hidden={{}})"
    )
    await here.run(hide.format(True))
    for watcher in watchers:
        assert (await watcher.expect("presence", userId=cast.id("fay"), status="offline"))["lastSeenAt"] is None
    await tabs.pop().close()
    tabs.append(await person("fay", there))
    for watcher in watchers:
        [state] = (await watcher.command("watch", userIds=[cast.id("fay")], roomId=room))["people"]
        assert (state["status"], state["lastSeenAt"]) == ("offline", None)
    await there.run(hide.format(False))
    for watcher in watchers:
        await watcher.expect("presence", userId=cast.id("fay"), status="online")


async def test_a_removed_member_hears_no_more_typing_in_the_room_they_had_open(site, person, cast):
    here, there, _ = site
    hall = cast.room("hall")
    ada, dan = await person("ada", here), await person("dan", there)
    await dan.command("room:join", roomId=hall)
    await watch(dan, room=hall)
    await ada.command("typing:start", roomId=hall)
    await dan.expect("typing:user", roomId=hall)
    await dan.command("room:leave", roomId=hall)
    await ada.command("typing:stop", roomId=hall)
    await asyncio.sleep(0.5)
    await dan.ping()
    assert dan.events("typing:stopped") == []
    assert await dan.refused("watch", roomId=hall) == "not_found"


async def test_read_marks_reach_the_other_process(site, person, room):
    here, there = await person("bob", site[0]), await person("bob", site[1])
    sent = await (await person("ada", site[0])).say(room, "read me")
    await here.command("read", roomId=room, seq=sent["seq"])
    assert (await there.expect("read", readSeq=sent["seq"]))["unread"] == 0


async def test_joining_on_one_process_reaches_the_tabs_of_both(site, person, everywhere, cast):
    hall = cast.room("hall")
    tabs = await everywhere(token=cast.token("dan"))
    await tabs[0].command("room:join", roomId=hall)
    for tab in tabs:
        await tab.expect("room:added", id=hall)
    await (await person("ada", site[1])).say(hall, "hello dan")
    await expect_message(tabs, "hello dan")
    await tabs[2].command("room:leave", roomId=hall)
    for tab in tabs:
        await tab.expect("room:removed", roomId=hall)
    await (await person("ada", site[0])).say(hall, "dan is gone")
    for tab in tabs:
        await tab.ping()
    await expect_nothing(tabs, "dan is gone")


# --- Lost access


async def test_a_removed_member_gets_nothing_more_on_any_tab(site, person, everywhere, cast):
    here, there, _ = site
    hall, eve = cast.room("hall"), cast.token("eve")
    tabs = await everywhere(token=eve)
    await tabs[0].command("room:join", roomId=hall)
    for tab in tabs:
        await tab.expect("room:added", id=hall)
    ada, bob = await person("ada", here), await person("bob", there)
    await here.run(
        "from chat.actions.rooms import memberships\nfrom chat.models import User\n"
        f"memberships.remove(by=User.objects.get(username='ada'), room_id={hall}, user_id={cast.id('eve')})"
    )
    await ada.say(hall, "said here")
    await bob.say(hall, "said there")
    for tab in tabs:
        assert (await tab.expect("room:removed", roomId=hall))["reason"] == "removed"
        assert await tab.refused("chat:send", roomId=hall, content="x", clientId=new_id()) == "not_a_member"
    await expect_message([ada, bob], "said there")
    for secret in ("said here", "said there"):
        await expect_nothing(tabs, secret)


ENDINGS = {
    "log-out": ("session", 4401, "sessions.end_session(user=user, session_key={session!r})"),
    "password": (
        "session",
        4401,
        "user.set_password('new horse'); user.save(); sessions.end_other_sessions(user=user, keep_session=None)",
    ),
    "token": ("token", 4401, "tokens.revoke(by=user, token_id=user.api_tokens.get().pk)"),
    "deactivation": ("token", 4403, "users.deactivate(by=User.objects.get(username='ada'), user_id=user.pk)"),
    "ban": ("token", 4403, "actions.act(by=User.objects.get(username='ada'), kind='ban', user_id=user.pk, reason='x')"),
}
NEWCOMER = """
from chat.actions.rooms import memberships
from chat.models import User
from tests.support.prepare_database import create_user_with_session

answer = create_user_with_session({name!r})
memberships.add(by=User.objects.get(username="ada"), room_id={room}, user_id=answer["id"])
"""
ACT = """
from chat.actions.moderation import actions
from chat.actions.people import sessions, tokens, users
from chat.models import User

user = User.objects.get(pk={id})
"""


@pytest.mark.parametrize("reason", ENDINGS)
async def test_ended_access_closes_every_tab_on_both_processes(site, person, everywhere, cast, reason):
    here, _, _ = site
    by, code, statement = ENDINGS[reason]
    hall, after = cast.room("hall"), f"after {reason}"
    made = await here.run(NEWCOMER.format(name=f"out{reason.replace('-', '')}", room=hall))
    other = "session" if by == "token" else "token"
    tabs, others = await everywhere(**{by: made[by]}), await everywhere(**{other: made[other]})
    await here.run(ACT.format(**made) + statement.format(**made))
    await (await person("ada", here)).say(hall, after)
    for tab in tabs:
        assert await tab.closed() == code
        assert tab.events("error")[-1]["fatal"] is True
    await expect_nothing(tabs, after)
    if code == 4403 or reason == "password":
        assert [await tab.closed() for tab in others] == [code] * 4
    else:
        await expect_message(others, after)


async def test_a_log_out_keeps_other_sessions_and_a_new_password_keeps_its_own(site, everywhere, cast):
    here, _, _ = site
    first, second = [await here.run(NEWCOMER.format(name=f"tabs{n}", room=cast.room("hall"))) for n in (1, 2)]
    tabs = [*await everywhere(session=first["session"]), *await everywhere(session=second["session"])]
    await here.run(ACT.format(**first) + "sessions.end_session(user=user, session_key='another')")
    await here.run(ACT.format(**second) + f"sessions.end_other_sessions(user=user, keep_session={second['session']!r})")
    for tab in tabs:
        await tab.ping()


# --- Idle sockets


async def test_an_idle_socket_stays_open(site, person, room):
    """redis-py's default timeout of 5 seconds must not end the subscription of a quiet process."""
    here, there, _ = site
    idle, ada = await person("bob", there), await person("ada", here)
    with pytest.raises(TimeoutError):
        await idle.wait(lambda: idle.code is not None, 6)
    await ada.say(room, "still there?")
    await expect_message([idle], "still there?")


UNDO = """
from chat.actions.moderation import actions
from chat.models import ModerationAction, User

ban = ModerationAction.objects.get(person_id={id}, kind="ban")
actions.undo(by=User.objects.get(username="ada"), action_id=ban.pk, reason="A mistake")
"""


async def test_somebody_who_is_banned_hears_why_and_comes_back_when_it_is_undone(site, connect, everywhere, cast):
    here, there, _ = site
    made = await here.run(NEWCOMER.format(name="outcast", room=cast.room("hall")))
    tabs = await everywhere(token=made["token"])
    await here.run(ACT.format(**made) + ENDINGS["ban"][2])
    for tab in tabs:
        assert await tab.closed() == 4403
        assert [told["reason"] for told in tab.events("moderation")] == ["x"]
    for how in ({"token": made["token"]}, {"session": made["session"]}):
        with pytest.raises(Refused) as refusal:
            await connect(there, **how)
        assert refusal.value.status == 403
    await here.run(UNDO.format(**made))
    for how in ({"token": made["token"]}, {"session": made["session"]}):
        await connect(there, **how)
