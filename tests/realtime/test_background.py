"""The first client starts the background workers."""

from chat.delivery import link
from chat.delivery.hub import Hub
from chat.delivery.presence import Presence
from chat.realtime import background
from tests.support.waiting import wait_until


async def test_start_begins_healing_and_presence_once(monkeypatch):
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
    assert hub.on_gap.__module__ == "chat.delivery.healing.rooms"
    await hub.stop()


async def test_start_begins_the_ticker_and_the_link_previews(monkeypatch):
    monkeypatch.setattr(link, "get_channel_layer", link.InMemoryChannelLayer)
    hub = Hub()
    monkeypatch.setattr(background, "hub", hub)
    monkeypatch.setattr(background, "presence", Presence(hub))
    started = []

    async def run(running_on: Hub) -> None:
        started.append(running_on)

    monkeypatch.setattr(background.ticker, "run", run)
    monkeypatch.setattr(background.previewer, "run", run)
    monkeypatch.setattr(background.jobs, "run", run)
    background.start()
    await wait_until(lambda: len(started) == 3)
    assert started == [hub] * 3
    await hub.stop()
