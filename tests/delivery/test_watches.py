"""The watches of connections, without a hub."""

import random
from types import SimpleNamespace

import pytest

from chat import conf
from chat.delivery.watches import Watches


def connection(*rooms: int):
    class Connection(SimpleNamespace):
        __hash__ = object.__hash__

    return Connection(rooms=set(rooms))


@pytest.fixture
def watches() -> Watches:
    return Watches()


def test_a_person_who_is_watched_and_a_peer_has_the_watcher_once(watches):
    ada = connection()
    watches.watch(ada, [1, 2, 2], 0)
    watches.set_peers(ada, [2, 3])
    assert [set(watches.watchers(user_id)) for user_id in (1, 2, 3, 4)] == [{ada}, {ada}, {ada}, set()]
    watches.watch(ada, [], 0)
    assert watches.people.keys() == {2, 3}
    watches.set_peers(ada, [])
    assert watches.people == {}


def test_a_person_is_dropped_from_those_named_but_not_from_the_peers(watches):
    ada, stranger = connection(), connection()
    watches.watch(ada, [1, 2], 7)
    watches.set_peers(ada, [2])
    assert [watches.stop_watching(ada, user_id) for user_id in (1, 1, 2, 3)] == [True, False, True, False]
    assert not watches.stop_watching(stranger, 1)
    assert (watches.watched_by(ada), watches.watched_by(stranger)) == ([], [])
    assert (watches.people.keys(), watches.open_room(ada), watches.open_room(stranger)) == ({2}, 7, 0)


def test_the_newest_peers_are_kept(watches, monkeypatch):
    monkeypatch.setattr(conf, "WATCHED_PEOPLE", 3)
    ada = connection()
    watches.set_peers(ada, [1, 2, 3])
    watches.add_peers(ada, [9, 1])
    assert watches.people.keys() == {9, 1, 2}


def test_one_room_is_open_at_a_time_and_a_closed_one_is_forgotten(watches):
    ada, bob = connection(7, 8), connection(7)
    watches.watch(ada, [], 7)
    watches.watch(bob, [], 7)
    watches.watch(ada, [], 8)
    assert (watches.with_room_open(7), watches.with_room_open(8)) == ([bob], [ada])
    watches.close_room(ada, 7)
    watches.close_room(bob, 7)
    assert watches.rooms.keys() == {8}
    watches.watch(bob, [1], 7)
    assert watches.with_room_open(7) == [bob]


def test_a_connection_that_left_the_room_does_not_have_it_open(watches):
    ada = connection(7)
    watches.watch(ada, [], 7)
    ada.rooms.clear()
    assert watches.with_room_open(7) == []


@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_left_of_connections_that_are_forgotten(watches, seed):
    rng = random.Random(seed)
    connections = [connection(*range(5)) for _ in range(5)]
    expected = {}
    for _ in range(100):
        each = rng.choice(connections)
        if rng.random() < 0.2:
            watches.forget(each)
            expected.pop(each, None)
            continue
        people, peers = rng.sample(range(20), rng.randint(0, 9)), rng.sample(range(20), rng.randint(0, 3))
        watches.watch(each, people, rng.randint(0, 4))
        watches.set_peers(each, peers)
        expected[each] = {*people, *peers}
        for user_id in range(20):
            assert set(watches.watchers(user_id)) == {other for other, ids in expected.items() if user_id in ids}
    for each in connections:
        watches.forget(each)
    assert (watches.people, watches.rooms, watches._by_connection) == ({}, {}, {})
