"""The protocol over real sockets under uvicorn and Daphne: every login, every command and every event."""

import asyncio
import json
import urllib.request

import pytest

from chat import conf
from tests.support.websocket_client import Client, Refused, new_id

pytestmark = pytest.mark.usefixtures("server")


@pytest.fixture
async def room(cast) -> int:
    return cast.room("kitchen")


def ask(server, cast, name: str, method: str, path: str, **body: object) -> dict:
    """Send a REST request, for what no command does. Returns the JSON of the response."""
    request = urllib.request.Request(
        f"{server.url}/api/v1{path}",
        json.dumps(body).encode() if method != "GET" else None,
        {"Authorization": f"Bearer {cast.token(name)}", "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response) if response.status != 204 else {}


# --- Logging in


async def test_the_welcome_has_the_documented_fields(connect, cast):
    client = await connect(token=cast.token("bob"), greeted=False)
    welcome = await client.expect("welcome")
    assert client.journal[0]["type"] == "welcome"
    keys = {"clientId", "protocol", "epoch", "user", "rooms", "limits", "heartbeatSeconds", "serverTime"}
    assert keys <= welcome.keys()
    assert (welcome["protocol"], welcome["user"]["username"], welcome["heartbeatSeconds"]) == (1, "bob", 25)
    assert [room["name"] for room in welcome["rooms"]] == ["Hall", "Kitchen"]
    entry = {"id", "name", "kind", "topic", "role", "seq", "rev", "readSeq", "unread", "mentions", "notify", "archived"}
    assert entry | {"online", "lastMessageAt"} <= welcome["rooms"][0].keys()
    assert welcome["serverTime"].endswith("Z")


async def test_a_cookie_from_our_own_origin_opens_a_socket(connect, cast):
    client = await connect(session=cast.session("bob"), greeted=False)
    assert (await client.expect("welcome"))["user"]["id"] == cast.id("bob")


async def test_a_ticket_opens_one_socket(server, connect, cast):
    ticket = (await asyncio.to_thread(ask, server, cast, "bob", "POST", "/tickets"))["ticket"]
    client = await connect(ticket=ticket, greeted=False)
    assert (await client.expect("welcome"))["user"]["id"] == cast.id("bob")
    with pytest.raises(Refused) as refused:
        await connect(ticket=ticket)
    assert refused.value.status == 403


@pytest.mark.parametrize("by", ["token", "ticket"])
async def test_a_login_frame_opens_a_session(server, connect, cast, by):
    secret = cast.token("bob")
    if by == "ticket":
        secret = (await asyncio.to_thread(ask, server, cast, "bob", "POST", "/tickets"))["ticket"]
    client = await connect(greeted=False)
    await client.ping()
    assert await client.refused("sync", roomId=1, rev=0) == "unauthenticated"
    await client.send({"type": "login", "data": {"token": secret}})
    assert (await client.expect("welcome"))["user"]["id"] == cast.id("bob")


async def test_a_wrong_login_gets_an_error_and_is_closed(connect):
    client = await connect(greeted=False)
    await client.send({"type": "login", "data": {"token": "cs_wrong"}})
    assert (await client.expect("error"))["code"] == "unauthenticated"
    assert await client.closed() == 4401


@pytest.mark.parametrize(
    "how",
    [
        {"session": True, "origin": []},
        {"session": True, "origin": "null"},
        {"session": True, "origin": "https://evil.example"},
        {"token": "cs_wrong"},
        {"token": "eyJhbGciOiJub25lIn0.e30."},
        {"ticket": "no-ticket"},
        {"ticket": "a:b:c"},
        {"ticket": "%00:%00:%00"},
    ],
    ids=lambda how: "-".join(map(str, how.values())),
)
async def test_bad_credentials_are_refused_at_the_handshake(connect, cast, how):
    with pytest.raises(Refused) as refused:
        await connect(**(how | ({"session": cast.session("bob")} if how.get("session") else {})))
    assert refused.value.status == 403


async def test_a_cookie_with_two_origins_is_refused(server, connect, cast):
    with pytest.raises(Refused) as refused:
        await connect(session=cast.session("bob"), origin=[server.url, "https://evil.example"])
    assert refused.value.status in {400, 403}


@pytest.mark.parametrize("session", ["x" * 32, '"\\000"', "short"])
async def test_a_page_whose_session_has_ended_gets_an_error(connect, session):
    client = await connect(session=session, greeted=False)
    assert (await client.expect("error"))["code"] == "unauthenticated"
    assert await client.closed() == 4401


# --- Messages


async def test_a_message_reaches_all_members_and_the_other_tabs_of_its_author_and_nobody_else(person, room):
    ada, ada2, bob, dan = [await person(name) for name in ("ada", "ada", "bob", "dan")]
    client_id = new_id()
    sent = await ada.say(room, "Tea is **ready** 茶", clientId=client_id)
    assert sent["clientId"] == client_id
    assert sent["duplicate"] is False
    for client in (ada, ada2, bob):
        message = await client.expect("chat:message", clientId=client_id)
        assert (message["id"], message["seq"], message["rev"]) == (sent["messageId"], sent["seq"], sent["rev"])
        assert message["content"] == "Tea is **ready** 茶"
        assert "<strong>ready</strong>" in message["html"]
        assert message["author"]["username"] == "ada"
    await dan.ping()
    assert dan.events("chat:message") == []


async def test_an_acked_message_is_stored(person, room):
    ada, bob = await person("ada"), await person("bob")
    for number in range(20):
        sent = await ada.say(room, f"number {number}")
        page = await bob.command("sync", roomId=room, rev=sent["rev"] - 1)
        assert [message["id"] for message in page["messages"]] == [sent["messageId"]]


async def test_a_repeated_send_returns_the_stored_numbers(person, room):
    ada, bob = await person("ada"), await person("bob")
    client_id = new_id()
    first = await ada.say(room, "once", clientId=client_id)
    again = await ada.say(room, "another text", clientId=client_id)
    assert again == first | {"duplicate": True}
    other = await bob.say(room, "mine", clientId=client_id)
    assert other["duplicate"] is False
    await bob.expect("chat:message", id=other["messageId"])
    assert [message["content"] for message in bob.events("chat:message")] == ["once", "mine"]


async def test_the_same_message_twenty_times_at_once_is_stored_once(person, room):
    ada = await person("ada")
    data = {"roomId": room, "content": "eager", "clientId": new_id()}
    acks = [(await answer)["data"] for answer in [await ada.start("chat:send", **data) for _ in range(20)]]
    assert len({ack["messageId"] for ack in acks}) == 1
    assert [ack["duplicate"] for ack in acks].count(False) == 1


async def test_messages_of_many_senders_arrive_once_and_in_order(person, room):
    senders = [await person(name) for name in ("ada", "bob", "cy")]
    listener, batched = await person("bob"), await person("bob", batch=True)
    start = (await listener.command("history", roomId=room, limit=1))["rev"]
    answers = [
        await sender.start("chat:send", roomId=room, content=f"{number}", clientId=new_id())
        for number in range(60)
        for sender in senders
    ]
    assert all([(await answer)["data"]["success"] for answer in answers])
    for client in (listener, batched, *senders):
        await client.expect("chat:message", rev=start + 180)
        revs = [message["rev"] for message in client.events("chat:message")]
        assert revs == list(range(start + 1, start + 181))
    assert batched.frames < listener.frames


async def test_edit_react_and_delete_change_the_message_for_everyone(person, room):
    ada, bob = await person("ada"), await person("bob")
    sent = await bob.say(room, "drfat")
    message = {"messageId": sent["messageId"]}
    edited = await bob.command("chat:edit", **message, content="draft")
    change = await ada.expect("chat:changed", rev=edited["rev"])
    assert (change["content"], change["editedAt"] is not None) == ("draft", True)
    reacted = await ada.command("chat:react", **message, emoji="👍", on=True)
    change = await bob.expect("chat:changed", rev=reacted["rev"])
    assert [(each["emoji"], len(each["userIds"])) for each in change["reactions"]] == [("👍", 1)]
    assert (await ada.command("chat:react", **message, emoji="👍", on=True))["rev"] == reacted["rev"]
    deleted = await ada.command("chat:delete", **message)
    change = await bob.expect("chat:changed", rev=deleted["rev"])
    assert (change["content"], change["html"], change["attachments"]) == ("", "", [])
    assert change["deletedAt"] is not None


async def test_a_reply_quotes_its_message(person, room):
    ada = await person("ada")
    question = await ada.say(room, "Tea?")
    await ada.say(room, "Yes", replyTo=question["messageId"])
    answer = await ada.expect("chat:message", content="Yes")
    assert (answer["replyTo"]["id"], answer["replyTo"]["content"]) == (question["messageId"], "Tea?")


# --- Catching up


async def test_sync_returns_changes_since_a_rev_and_history_pages_back(person, room):
    ada = await person("ada")
    first = await ada.say(room, "one")
    second = await ada.say(room, "two")
    await ada.command("chat:delete", messageId=first["messageId"])
    sync = await ada.command("sync", roomId=room, rev=first["rev"] - 1)
    assert [(each["id"], each["content"]) for each in sync["messages"]] == [
        (second["messageId"], "two"),
        (first["messageId"], ""),
    ]
    assert (sync["more"], sync["reset"], sync["rev"]) == (False, False, second["rev"] + 1)
    part = await ada.command("sync", roomId=room, rev=first["rev"] - 1, limit=1)
    assert (len(part["messages"]), part["more"], part["rev"]) == (1, True, second["rev"])
    page = await ada.command("history", roomId=room, before=second["seq"], limit=1)
    assert [each["seq"] for each in page["messages"]] == [first["seq"]]
    seqs = []
    before = None
    while True:
        where = {"before": before} if before else {}
        page = await ada.command("history", roomId=room, limit=7, **where)
        seqs = [each["seq"] for each in page["messages"]] + seqs
        if page["atStart"]:
            break
        before = seqs[0]
    assert seqs == list(range(1, second["seq"] + 1))


async def test_a_rev_beyond_the_room_is_answered_with_a_reset(person, room):
    sync = await (await person("ada")).command("sync", roomId=room, rev=10**9)
    assert sync["reset"] is True


async def test_read_marks_move_forward_on_all_tabs_and_back_only_on_request(person, room):
    ada, ada2, bob = [await person(name) for name in ("ada", "ada", "bob")]
    sent = await bob.say(room, "news")
    marked = await ada.command("read", roomId=room, seq=sent["seq"])
    assert (marked["readSeq"], marked["unread"]) == (sent["seq"], 0)
    assert (await ada2.expect("read", roomId=room, readSeq=sent["seq"]))["unread"] == 0
    assert (await ada.command("read", roomId=room, seq=1))["readSeq"] == sent["seq"]
    assert (await ada.command("read", roomId=room, seq=10**9))["readSeq"] == sent["seq"]
    back = await ada.command("read", roomId=room, seq=sent["seq"] - 1, unread=True)
    assert (back["readSeq"], back["unread"]) == (sent["seq"] - 1, 1)
    await ada.ping()
    assert ada.events("read") == []


# --- Rooms and people


async def test_joining_and_leaving_reach_the_own_tabs_and_the_room(person, cast):
    hall, ada = cast.room("hall"), await person("ada")
    dan, dan2 = await person("dan"), await person("dan")
    joined = await dan.command("room:join", roomId=hall)
    assert joined["room"]["role"] == "member"
    for tab in (dan, dan2):
        assert (await tab.expect("room:added", id=hall))["name"] == "Hall"
    arrival = await ada.expect("room:user-joined", roomId=hall, userId=cast.id("dan"))
    assert arrival["memberCount"] == joined["room"]["memberCount"]
    await ada.say(hall, "welcome")
    await dan2.expect("chat:message", content="welcome")
    await dan.command("room:leave", roomId=hall)
    for tab in (dan, dan2):
        assert (await tab.expect("room:removed", roomId=hall))["reason"] == "left"
    gone = await ada.expect("room:user-left", roomId=hall, userId=cast.id("dan"))
    assert gone["memberCount"] == arrival["memberCount"] - 1
    await ada.say(hall, "without dan")
    for tab in (dan, dan2):
        await tab.ping()
        assert "without dan" not in [message["content"] for message in tab.events("chat:message")]


async def test_a_changed_room_is_announced_to_its_members(server, person, cast, room):
    bob = await person("bob")
    await asyncio.to_thread(ask, server, cast, "ada", "PATCH", f"/rooms/{room}", topic=f"Tea {new_id()}")
    assert (await bob.expect("room:updated", id=room))["topic"].startswith("Tea")


async def test_typing_is_announced_to_others_and_ends_with_the_message(person, cast, room):
    ada, ada2, bob = [await person(name) for name in ("ada", "ada", "bob")]
    for client in (ada, ada2, bob):
        await client.command("watch", roomId=room)
    assert (await ada.command("typing:start", roomId=room))["success"] is True
    assert (await bob.expect("typing:user", roomId=room))["username"] == "ada"
    await ada.say(room, "typed")
    await bob.expect("typing:stopped", roomId=room, userId=cast.id("ada"))
    await ada.command("typing:start", roomId=room)
    await bob.expect("typing:user")
    await ada.command("typing:stop", roomId=room)
    await bob.expect("typing:stopped")
    for own in (ada, ada2):
        await own.ping()
        assert own.events("typing:user") == []


async def test_presence_and_the_online_count_follow_connects_and_disconnects(person, cast):
    hall, bob = cast.room("hall"), await person("bob")
    await bob.command("watch", userIds=[cast.id("fay")], roomId=hall)
    fay = await person("fay")
    await bob.expect("presence", userId=cast.id("fay"), status="online")
    await bob.expect("room:online", roomId=hall)
    await fay.command("presence", status="away")
    await bob.expect("presence", userId=cast.id("fay"), status="away")
    await fay.close()
    gone = await bob.expect("presence", userId=cast.id("fay"), status="offline")
    assert gone["lastSeenAt"].endswith("Z")


async def test_the_welcome_lists_which_direct_peers_are_online(server, person, connect, cast):
    await asyncio.to_thread(ask, server, cast, "cy", "POST", "/directs", userIds=[cast.id("gus")])
    watching, _ = await person("cy"), await person("gus")
    await watching.expect("presence", userId=cast.id("gus"), status="online")
    cy = await connect(token=cast.token("cy"), greeted=False)
    people = {each["userId"]: each["status"] for each in (await cy.expect("welcome"))["people"]}
    assert people == {cast.id("gus"): "online"}


# --- The socket


async def test_batches_are_sent_only_to_clients_that_asked(server, cast, room):
    sockets = [await Client.connect(server.url, token=cast.token("ada"), batch=batch) for batch in (True, False)]
    for client in sockets:
        await client.expect("welcome")
        answers = [
            await client.start("chat:send", roomId=room, content="x", clientId=new_id())
            for _ in range(conf.BATCH_FRAMES)
        ]
        await asyncio.gather(*answers)
    batched, plain = sockets
    assert plain.frames == len(plain.journal)
    assert batched.frames < len(batched.journal)
    for client in sockets:
        await client.close()


async def test_a_client_that_closes_is_closed_cleanly(person):
    client = await person("ada")
    await client.close()
    assert await client.closed() == 1000
