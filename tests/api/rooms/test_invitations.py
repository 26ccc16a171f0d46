"""Invitations over REST: added, listed, accepted, declined and withdrawn."""

import pytest

from chat.actions.people import preferences
from chat.executors import write
from chat.models import AddedBy
from tests.support.recording_connection import connect_recorder


@pytest.fixture
async def shy_eve(world, eve):
    """Eve, who shares no room with anybody and is asked by strangers."""
    await write(preferences.set_added_by, by=world.eve, added_by=AddedBy.SHARED)
    return eve


async def invite(world, ada):
    return await ada.post(f"/rooms/{world.den.pk}/members", {"userId": world.eve.pk}, status=202)


async def test_a_stranger_is_asked_first(world, ada, shy_eve):
    tab = await connect_recorder(world.eve)
    invited = await invite(world, ada)
    assert invited == {"roomId": world.den.pk, "userId": world.eve.pk, "invitedAt": invited["invitedAt"]}
    [invitation] = (await shy_eve.get("/invitations"))["invitations"]
    assert invitation == {
        "roomId": world.den.pk,
        "name": "Den",
        "kind": "private",
        "topic": "",
        "memberCount": 4,
        "by": {"id": world.ada.pk, "username": "ada", "displayName": "ada", "avatarUrl": "", "isBot": False},
        "createdAt": invited["invitedAt"],
    }
    assert tab.heard() == ["room:invitations"]
    assert (await shy_eve.get("/welcome"))["invitations"] == [invitation]
    await shy_eve.refused(404, "not_found", "GET", f"/rooms/{world.den.pk}/messages")


async def test_an_invitation_is_accepted_by_joining(world, ada, shy_eve):
    await invite(world, ada)
    assert (await shy_eve.post(f"/rooms/{world.den.pk}/members", {}))["role"] == "member"
    assert (await shy_eve.get("/invitations"))["invitations"] == []


async def test_an_invitation_is_declined_by_leaving(world, ada, shy_eve):
    await invite(world, ada)
    await shy_eve.delete(f"/rooms/{world.den.pk}/members/{world.eve.pk}", status=204)
    assert (await shy_eve.get("/invitations"))["invitations"] == []
    await shy_eve.refused(404, "not_found", "POST", f"/rooms/{world.den.pk}/members", {})
    await invite(world, ada)
    assert (await shy_eve.get("/invitations"))["invitations"] == []


async def test_an_invitation_is_withdrawn_by_removing(world, ada, shy_eve):
    await invite(world, ada)
    await ada.delete(f"/rooms/{world.den.pk}/members/{world.eve.pk}", status=204)
    assert (await shy_eve.get("/invitations"))["invitations"] == []


async def test_a_conversation_of_several_asks_strangers(world, ada, shy_eve):
    room = await ada.post("/directs", {"userIds": [world.ben.pk, world.eve.pk]})
    assert [person["username"] for person in room["members"]] == ["ben"]
    [invitation] = (await shy_eve.get("/invitations"))["invitations"]
    assert (invitation["roomId"], invitation["kind"], invitation["name"]) == (room["id"], "direct", "ada, ben")


async def test_whom_a_moderator_removed_is_let_in_again_by_a_moderator_only(world, ada, cyd, eve):
    members = f"/rooms/{world.kitchen.pk}/members"
    await eve.post(members, {})
    await ada.delete(f"{members}/{world.eve.pk}", status=204)
    await eve.refused(403, "forbidden", "POST", members, {})
    assert (await eve.get(f"/rooms/{world.kitchen.pk}"))["removed"] is True
    await cyd.refused(403, "forbidden", "POST", members, {"userId": world.eve.pk})
    await ada.post(members, {"userId": world.eve.pk})
    assert "removed" not in await eve.get(f"/rooms/{world.kitchen.pk}")
