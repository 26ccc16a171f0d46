"""Previews of links over REST."""

from chat.actions.link_previews import link_previews
from chat.executors import write

URL = "https://a.example/"


async def test_previews_are_read_and_removed(world, ada, cyd, eve):
    message = await write(world.message, world.den, content=URL)
    facts = {"url": URL, "title": "A", "description": "", "site_name": "a.example"}
    await write(link_previews.store_previews, message_id=message.pk, previews=[facts])
    path = f"/messages/{message.pk}"
    shown = await ada.get(path)
    assert shown["previews"] == [{"url": URL, "title": "A", "description": "", "siteName": "a.example"}]
    await eve.refused(404, "not_found", "DELETE", f"{path}/previews")
    for _ in range(2):
        removed = await cyd.delete(f"{path}/previews", 200)
        assert (removed["previews"], removed["rev"]) == ([], shown["rev"] + 1)
