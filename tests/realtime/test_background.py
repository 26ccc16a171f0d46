"""What a process that serves people runs."""

from chat.delivery import link
from chat.delivery.hub import Hub
from chat.delivery.presence import Presence
from chat.realtime import background
from tests.support.waiting import wait_until


async def test_starting_begins_healing_and_presence_once(monkeypatch):
    monkeypatch.setattr(link, "get_channel_layer", link.InMemoryChannelLayer)
    hub = Hub()
    presence = Presence(hub)
    monkeypatch.setattr(background, "hub", hub)
    monkeypatch.setattr(background, "presence", presence)
    ticks = []

    async def tick() -> None:
        ticks.append(hub.process_id)

    monkeypatch.setattr(presence, "tick", tick)
    for _ in range(3):
        background.start()
    await wait_until(lambda: ticks)
    assert ticks == [hub.process_id]
    assert hub.gap_seen.__module__ == "chat.delivery.healer"
    await hub.stop()


async def test_starting_begins_to_look_for_what_is_due_and_behind_links(monkeypatch):
    monkeypatch.setattr(link, "get_channel_layer", link.InMemoryChannelLayer)
    hub = Hub()
    monkeypatch.setattr(background, "hub", hub)
    monkeypatch.setattr(background, "presence", Presence(hub))
    begun = []

    async def run(own: Hub) -> None:
        begun.append(own)

    monkeypatch.setattr(background.ticker, "run", run)
    monkeypatch.setattr(background.previewer, "run", run)
    background.start()
    await wait_until(lambda: len(begun) == 2)
    assert begun == [hub, hub]
    await hub.stop()
