from urllib.parse import quote

import pytest

from chat.executors import write


async def test_a_reaction_is_added_and_removed(world, cyd):
    message = await write(world.message, world.den)
    path = f"/messages/{message.pk}/reactions/{quote('👩🏽‍🚀')}"
    first = await cyd.put(path)
    assert first["reactions"] == [{"emoji": "👩🏽‍🚀", "userIds": [world.cyd.pk]}]
    assert (await cyd.put(path))["rev"] == first["rev"]
    gone = await cyd.delete(path)
    assert (gone["reactions"], gone["rev"]) == ([], first["rev"] + 1)
    assert (await cyd.delete(path))["rev"] == gone["rev"]


@pytest.mark.parametrize("emoji", ["%20", "a%20b", "x" * 33, "%00", "%0A", "%7F"])
async def test_a_reaction_must_be_an_emoji(world, cyd, emoji):
    message = await write(world.message, world.den)
    error = await cyd.refused(400, "invalid", "PUT", f"/messages/{message.pk}/reactions/{emoji}")
    assert error["fields"].keys() == {"emoji"}


async def test_a_deleted_message_accepts_no_reaction(world, cyd):
    message = await write(world.message, world.den)
    await cyd.delete(f"/messages/{message.pk}")
    await cyd.refused(404, "not_found", "PUT", f"/messages/{message.pk}/reactions/%E2%9C%85")
