from uuid import uuid4

from chat.executors import write


async def test_a_reply_is_sent_read_and_followed(world, ada, cyd, eve):
    root = await write(world.message, world.den)
    body = {"content": "reply", "clientId": str(uuid4()), "threadId": root.pk}
    sent = await ada.post(f"/rooms/{world.den.pk}/messages", body)
    assert (sent["threadId"], sent["inRoom"]) == (root.pk, False)
    page = await cyd.get(f"/messages/{root.pk}/thread")
    assert ([item["id"] for item in page["replies"]], page["root"]["thread"]["count"]) == ([sent["id"]], 1)
    [listed] = (await cyd.get("/threads"))["threads"]
    assert (listed["unread"], listed["latest"]["id"]) == (1, sent["id"])
    assert (await cyd.put(f"/messages/{root.pk}/thread/read", {"seq": sent["seq"]}))["threads"] == 0
    assert not (await cyd.put(f"/messages/{root.pk}/thread/follow", {"following": False}))["following"]
    await eve.refused(404, "not_found", "GET", f"/messages/{root.pk}/thread")
