"""Bans of networks hold at once in this process, and after a look at the database in the others."""

from datetime import timedelta

import pytest

from chat import conf
from chat.actions.moderation import network_bans
from chat.errors import Conflict, Forbidden, Invalid, NotFound
from chat.models import AuditEntry, ModerationAction, NetworkBan, User

pytestmark = pytest.mark.django_db(transaction=True)


def ban(by, network="192.0.2.0/24", **fields):
    return network_bans.ban(by=by, network=network, **{"reason": "Spam", "own_address": "198.51.100.1", **fields})


def test_it_holds_until_it_is_undone(ruth):
    row = ban(ruth)
    assert network_bans.is_banned("192.0.2.7")
    assert not network_bans.is_banned("192.0.3.7")
    network_bans.undo(by=ruth, ban_id=row.pk, reason="Mistake")
    network_bans.undo(by=ruth, ban_id=row.pk, reason="Mistake")
    assert not network_bans.is_banned("192.0.2.7")
    events = AuditEntry.objects.filter(event__startswith="network.").order_by("pk").values_list("event", flat=True)
    assert list(events) == ["network.ban", "network.undo"]


def test_other_processes_find_out_when_their_ticker_asks(ruth):
    row = ban(ruth)
    network_bans.loaded = network_bans.Loaded()
    assert not network_bans.is_banned("192.0.2.7")
    assert network_bans.needs_refresh()
    network_bans.refresh()
    assert network_bans.is_banned("192.0.2.7")
    assert not network_bans.needs_refresh()
    NetworkBan.objects.filter(pk=row.pk).update(undone_at=row.created_at)
    network_bans.refresh()
    assert not network_bans.is_banned("192.0.2.7")


def test_a_check_costs_no_query(ruth, django_assert_num_queries):
    ban(ruth)
    with django_assert_num_queries(0):
        network_bans.is_banned("192.0.2.7")


def test_it_has_an_end(ruth):
    row = ban(ruth, hours=2)
    assert row.until == row.created_at + timedelta(hours=2)


def test_a_person_is_banned_with_the_network_for_the_same_time(ruth, bob):
    row = ban(ruth, user_id=bob.pk, hours=2)
    action = ModerationAction.objects.get(person=bob)
    assert (row.action, action.kind) == (action, "ban")
    assert abs(action.until - row.until) < timedelta(seconds=5)
    network_bans.undo(by=ruth, ban_id=row.pk, reason="Mistake")
    assert not User.objects.get(pk=bob.pk).is_active


def test_nothing_is_stored_if_the_person_cannot_be_banned(ruth):
    with pytest.raises(Forbidden):
        ban(ruth, user_id=ruth.pk)
    assert not NetworkBan.objects.exists()


@pytest.mark.parametrize(
    "network", ["x", "127.0.0.1", "::1", "0.0.0.0/0", "128.0.0.0/1", "2000::/8", "198.51.100.0/24", "198.51.100.1"]
)
def test_the_server_oneself_and_half_the_world_cannot_be_banned(ruth, network):
    with pytest.raises(Invalid) as refused:
        ban(ruth, network)
    assert refused.value.fields.keys() == {"network"}
    assert not NetworkBan.objects.exists()


def test_what_makes_no_sense_is_refused(ruth, monkeypatch):
    for fields in ({"reason": ""}, {"hours": 0}, {"hours": conf.MODERATION_DAYS * 24 + 1}):
        with pytest.raises(Invalid):
            ban(ruth, **fields)
    with pytest.raises(NotFound):
        ban(ruth, user_id=10**9)
    with pytest.raises(NotFound):
        network_bans.undo(by=ruth, ban_id=10**9, reason="x")
    ban(ruth)
    with pytest.raises(Conflict):
        ban(ruth, "192.0.2.9/24")
    monkeypatch.setattr(conf, "NETWORK_BANS", 1)
    with pytest.raises(Conflict):
        ban(ruth, "192.0.3.0/24")


def test_only_staff_ban_and_undo(ruth, ada):
    row = ban(ruth)
    with pytest.raises(Forbidden):
        ban(ada, "192.0.3.0/24")
    with pytest.raises(Forbidden):
        network_bans.undo(by=ada, ban_id=row.pk, reason="x")
