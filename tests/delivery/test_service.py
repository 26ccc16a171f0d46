"""What a process that serves people runs."""

from chat.delivery import service
from chat.delivery.hub import Hub
from chat.delivery.presence import Presence
from tests.support.turns import until


async def test_starting_begins_healing_and_presence_once(monkeypatch, own_cache, alone):
    hub = Hub()
    presence = Presence(hub)
    monkeypatch.setattr(service, "hub", hub)
    monkeypatch.setattr(service, "presence", presence)
    ticks = []

    async def tick() -> None:
        ticks.append(hub.process_id)

    monkeypatch.setattr(presence, "tick", tick)
    for _ in range(3):
        service.start()
    await until(lambda: ticks)
    assert ticks == [hub.process_id]
    assert hub.gap_seen.__module__ == "chat.delivery.healer"
    await hub.stop()


async def test_what_is_above_this_part_runs_too_once(monkeypatch, own_cache, alone):
    hub = Hub()
    monkeypatch.setattr(service, "hub", hub)
    monkeypatch.setattr(service, "presence", Presence(hub))
    monkeypatch.setattr(service, "_others", [])
    begun = []

    async def worker(own: Hub) -> None:
        begun.append(own)

    for _ in range(2):
        service.also(worker)
    service.start()
    await until(lambda: begun)
    assert begun == [hub]
    await hub.stop()
