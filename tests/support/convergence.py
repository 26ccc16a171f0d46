"""Checks the central promise of delivery for an action: stale state + events = fresh state.

    with converging(ada, bob, deaf=[eve]) as heard:
        messages.send(by=ada, ...)
    assert heard.types(bob) == ["chat:message"]

Each person has a client that is loaded before the action and receives its announcements. It must then equal a client
that is loaded afterwards. A second client, which receives nothing, must reach the same state by `sync`.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from chat.delivery import audiences
from chat.delivery.announcements import Announcement
from chat.delivery.presence import presence
from chat.models import User
from chat.protocol.messages.encoded import cache
from chat.queries import welcome
from chat.queries.messages import history
from chat.queries.messages import sync as catch_up
from tests.support.captured_announcements import capture_announcements
from tests.support.client_state import ClientState

PAGE = 100


def load(user: User) -> ClientState:
    """Return the state of a client that has just loaded every room's timeline."""
    greeting = welcome.greeting(User.objects.get(pk=user.pk), "fresh", presence).to_dict()
    pages = {room["id"]: history.page(user.pk, room["id"], limit=PAGE).to_dict() for room in greeting["rooms"]}
    return ClientState(greeting, pages)


def sync(state: ClientState, user: User, limit: int = 2) -> None:
    """Bring every timeline that the user may still see up to date, `limit` changes at a time."""
    for room_id in state.timelines.keys() & set(welcome.room_ids(user.pk)):
        more = True
        while more:
            answer = catch_up.changes(user.pk, room_id, state.timelines[room_id].rev, limit).to_dict()
            state.apply_sync(room_id, answer)
            more = answer["more"]


class Tab:
    """A connection that receives what the hub would deliver to it."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.connection_id = f"tab-of-{user.username}"
        self.rooms = set(welcome.room_ids(user.pk))
        self.state = load(user)
        self.heard: list[dict[str, Any]] = []

    def deliver(self, announcement: Announcement) -> None:
        control = announcement.control
        if control is not None and control.user_id == self.user.pk:
            if control.kind == "join":
                self.rooms.add(control.room_id)
            elif control.kind == "leave":
                self.rooms.discard(control.room_id)
        if self._is_addressed_by(announcement):
            for frame in announcement.frames:
                envelope = json.loads(frame.text)
                self.heard.append(envelope)
                self.state.apply(envelope)

    def _is_addressed_by(self, announcement: Announcement) -> bool:
        if announcement.skip_user == self.user.pk or announcement.skip_connection == self.connection_id:
            return False
        if announcement.audience == audiences.everyone():
            return bool(self.rooms & announcement.rooms)
        return announcement.audience in {audiences.user(self.user.pk), *map(audiences.room, self.rooms)}


class Heard:
    """The frames that each person's tab received."""

    def __init__(self, tabs: Iterable[Tab]) -> None:
        self._tabs = {tab.user.pk: tab for tab in tabs}

    def events(self, user: User, type: str | None = None) -> list[dict[str, Any]]:
        """Return the data of the events, of one type or of all."""
        return [event["data"] for event in self._tabs[user.pk].heard if type in (None, event["type"])]

    def types(self, user: User) -> list[str]:
        return [event["type"] for event in self._tabs[user.pk].heard]


@contextmanager
def converging(*people: User, deaf: Iterable[User] = ()) -> Iterator[Heard]:
    """Check that the block's events bring `people` up to date and that `deaf` receive nothing."""
    tabs = [Tab(user) for user in people]
    outside = [Tab(user) for user in deaf]
    sleepers = {user.pk: load(user) for user in people}
    heard = Heard([*tabs, *outside])
    with capture_announcements() as announcements:
        yield heard
    for announcement in announcements:
        for tab in [*tabs, *outside]:
            tab.deliver(announcement)
    for tab in outside:
        assert tab.heard == [], f"{tab.user} must receive nothing"
    for tab in tabs:
        cached = load(tab.user)
        cache.clear()
        fresh = load(tab.user)
        _assert_same_timelines(cached, fresh)
        assert not tab.state.gaps, f"{tab.user} missed a change"
        assert tab.state.rooms == fresh.rooms
        assert tab.state.me["ignored"] == fresh.me["ignored"]
        _assert_same_timelines(tab.state, fresh)
        sync(sleepers[tab.user.pk], tab.user)
        _assert_same_timelines(sleepers[tab.user.pk], fresh)


def _assert_same_timelines(state: ClientState, fresh: ClientState) -> None:
    for room_id in state.timelines.keys() & fresh.timelines.keys():
        assert state.timelines[room_id].messages == fresh.timelines[room_id].messages
        assert state.timelines[room_id].rev == fresh.timelines[room_id].rev
