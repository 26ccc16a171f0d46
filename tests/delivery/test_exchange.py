"""The exchange of one process, seen from the others. tests/delivery/test_presence.py has the whole."""

import pytest

from chat import conf
from chat.delivery.announcements import PresenceChanges
from chat.delivery.exchange import Exchange
from chat.delivery.hub import Hub
from tests.delivery.presence_stage import START

pytestmark = pytest.mark.usefixtures("own_cache")


@pytest.fixture
def published(monkeypatch) -> list[PresenceChanges]:
    """The frames that the exchanges announce."""
    announced: list[PresenceChanges] = []
    monkeypatch.setattr(
        "chat.delivery.link.Link.publish", lambda self, batch: announced.extend(each.presence for each in batch)
    )
    return announced


@pytest.fixture
def exchange(layer, published) -> Exchange:
    return Exchange(Hub())


async def test_announcements_are_numbered(exchange, published):
    exchange.publish({1: "online"})
    exchange.publish({1: "offline", 2: "away"})
    assert [(each.number, each.statuses) for each in published] == [
        (0, ((1, "online"),)),
        (1, ((1, "offline"), (2, "away"))),
    ]


async def test_a_snapshot_is_stored_at_intervals_and_when_another_process_asks(exchange):
    other, stored = Exchange(Hub()), []
    for number in range(3):
        exchange.publish({number: "online"})
        now = START + number
        await exchange.check_leases({number: "online"}, now)
        await other.check_leases({}, now)
        stored.append(len(other.others.statuses_of(number)))
        if number == 1:
            exchange.receive(PresenceChanges("new", 0, asks=True), now)
    assert stored == [1, 0, 1]
    assert not exchange.is_due(now + conf.PRESENCE_CHECK / 2)
    assert exchange.is_due(now + conf.PRESENCE_CHECK)


async def test_a_process_asks_at_its_start_and_for_a_gap_but_not_all_the_time(exchange, published):
    await exchange.check_leases({}, START)
    await exchange.check_leases({}, START + 1)
    assert [each.asks for each in published] == [True]
    exchange.receive(PresenceChanges("p", 5), START + 10)
    for later in (10, 11, 12):
        await exchange.check_leases({}, START + later)
    assert [each.asks for each in published] == [True, True]


async def test_a_single_process_neither_announces_nor_checks(alone, published):
    exchange = Exchange(Hub())
    exchange.publish({1: "online"})
    assert (published, exchange.is_due(START)) == ([], False)
