"""Moderation over REST: every door obeys what moderators do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chat.actions.rooms import rooms
from chat.executors import write
from chat.models import User
from chat.protocol.base import timestamp


def new_message():
    return {"content": "hello", "clientId": str(uuid4())}


async def send_refused(client, room, status, code):
    """Try to send a message. Return the error, which may name `until`."""
    response = await client.ask("POST", f"/rooms/{room.pk}/messages", new_message())
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    return error


@pytest.fixture
async def staff(world, eve):
    """Eve, who is staff and in no room."""
    await write(User.objects.filter(pk=world.eve.pk).update, is_staff=True)
    return eve


async def test_a_mute_is_made_listed_and_undone(world, ada, cyd):
    values = {"kind": "mute", "userId": world.cyd.pk, "roomId": world.den.pk, "seconds": 3600, "reason": "Spam"}
    made = await ada.post("/moderation/actions", values)
    expected = {"kind": "mute", "userId": world.cyd.pk, "roomId": world.den.pk, "reason": "Spam", "undoneAt": None}
    assert expected.items() <= made.items()
    assert (made["by"]["id"], bool(made["createdAt"]), bool(made["until"])) == (world.ada.pk, True, True)
    error = await send_refused(cyd, world.den, 403, "muted")
    assert (error["until"], 0 < error["retryAfterMs"] <= 3_600_000) == (made["until"], True)
    assert (await ada.get(f"/moderation/actions?roomId={world.den.pk}"))["actions"] == [made]
    undone = (await ada.ask("DELETE", f"/moderation/actions/{made['id']}", {"reason": "A mistake"})).json()
    assert (undone["id"], bool(undone["undoneAt"])) == (made["id"], True)
    await cyd.post(f"/rooms/{world.den.pk}/messages", new_message())


async def test_a_mute_without_an_end_names_no_time(world, staff, cyd):
    made = await staff.post("/moderation/actions", {"kind": "mute", "userId": world.cyd.pk, "reason": "Spam"})
    assert (made["roomId"], made["until"]) == (None, None)
    error = await send_refused(cyd, world.kitchen, 403, "muted")
    assert (error["until"], "retryAfterMs" in error) == (None, False)
    assert (await cyd.get("/me"))["mutedUntil"] is None


async def test_a_ban_refuses_the_token_until_it_is_undone(world, staff, cyd):
    made = await staff.post("/moderation/actions", {"kind": "ban", "userId": world.cyd.pk, "reason": "Spam"})
    for method, path in (("GET", "/me"), ("POST", "/tickets"), ("GET", "/events?wait=0")):
        response = await cyd.ask(method, path)
        assert (response.status_code, response.json()["error"]["code"]) == (403, "banned")
    await staff.ask("DELETE", f"/moderation/actions/{made['id']}", {"reason": "A mistake"})
    assert (await cyd.get("/me"))["id"] == world.cyd.pk


async def test_slow_mode_and_read_only_are_set_with_the_room(world, ada, cyd):
    entry = await ada.patch(f"/rooms/{world.den.pk}", {"slowSeconds": 30})
    assert (entry["slowSeconds"], entry["readOnly"]) == (30, False)
    await cyd.post(f"/rooms/{world.den.pk}/messages", new_message())
    error = await send_refused(cyd, world.den, 429, "slow_mode")
    assert 0 < error["retryAfterMs"] <= 30_000
    assert (await ada.patch(f"/rooms/{world.den.pk}", {"readOnly": True, "slowSeconds": 0}))["readOnly"] is True
    await send_refused(cyd, world.den, 403, "read_only")
    await ada.post(f"/rooms/{world.den.pk}/messages", new_message())
    for wrong in ({"slowSeconds": -1}, {"slowSeconds": "30"}, {"slowSeconds": 10**9}, {"readOnly": 1}):
        await ada.refused(400, "invalid", "PATCH", f"/rooms/{world.den.pk}", wrong)
    await cyd.refused(403, "forbidden", "PATCH", f"/rooms/{world.den.pk}", {"readOnly": False})


async def test_one_appeals_against_what_was_done_to_oneself_once(world, ada, cyd):
    values = {"kind": "mute", "userId": world.cyd.pk, "roomId": world.den.pk, "reason": "Spam", "rule": "Rule 2"}
    made = await ada.post("/moderation/actions", values)
    [entry] = (await cyd.get("/me/record"))["actions"]
    assert (entry["id"], entry["reason"], entry["rule"], entry["appealable"]) == (made["id"], "Spam", "Rule 2", True)
    assert "by" not in entry
    address = f"/moderation/actions/{made['id']}/appeal"
    appealed = await cyd.post(address, {"text": "It was a joke"})
    assert (appealed["appeal"], appealed["appealable"]) == ("It was a joke", False)
    await cyd.refused(409, "conflict", "POST", address, {"text": "Please"})
    await ada.refused(404, "not_found", "POST", address, {"text": "Let them"})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "shout", "reason": "x"}, "kind"),
        ({"kind": "ban", "reason": "x"}, "userId"),
        ({"kind": "ban", "userId": 1, "reason": " "}, "reason"),
        ({"kind": "ban", "userId": 1, "reason": "x", "seconds": 0}, "seconds"),
        ({"kind": "ban", "userId": 1, "reason": "x", "seconds": 10**12}, "seconds"),
        ({"kind": "ban", "userId": True, "reason": "x"}, "userId"),
        ({"kind": "ban", "userId": 1, "reason": "x", "force": True}, "force"),
        ({"kind": "ban", "userId": 1}, "reason"),
    ],
)
async def test_a_wrong_action_is_refused_with_the_name_of_the_key(world, staff, body, field):
    error = await staff.refused(400, "invalid", "POST", "/moderation/actions", body)
    assert list(error["fields"]) == [field]


async def test_a_scheduled_message_of_somebody_who_is_muted_stays_with_its_author(world, staff, cyd):
    send_at = timestamp(timezone.now() + timedelta(days=1))
    body = {"roomId": world.den.pk, "content": "hello", "sendAt": send_at, "clientId": str(uuid4())}
    scheduled = await cyd.post("/scheduled", body)
    await staff.post("/moderation/actions", {"kind": "mute", "userId": world.cyd.pk, "reason": "Spam"})
    response = await cyd.ask("POST", f"/scheduled/{scheduled['id']}/send")
    assert response.json()["error"]["code"] == "muted"
    assert [row["id"] for row in (await cyd.get("/scheduled"))["scheduled"]] == [scheduled["id"]]


async def test_unknown_people_rooms_and_messages_are_not_found(world, staff):
    for values in (
        {"kind": "ban", "userId": 99_999},
        {"kind": "kick", "userId": world.cyd.pk, "roomId": 99_999},
        {"kind": "delete", "messageId": 99_999},
    ):
        await staff.refused(404, "not_found", "POST", "/moderation/actions", values | {"reason": "Spam"})
    await staff.refused(404, "not_found", "DELETE", "/moderation/actions/99999", {"reason": "Spam"})


async def test_a_room_says_its_rules_to_everybody_in_it(world, ada, cyd):
    await write(rooms.update, by=world.ada, room_id=world.den.pk, slow_seconds=10)
    [den] = [room for room in (await cyd.get("/rooms"))["rooms"] if room["id"] == world.den.pk]
    assert (den["slowSeconds"], den["readOnly"]) == (10, False)
