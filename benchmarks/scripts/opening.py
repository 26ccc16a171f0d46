"""`python -m benchmarks.scripts.opening MESSAGES,... ROOMS,... ROUNDS`: measures requests.

Each line is `{"what", "size", "milliseconds", "queries"}`. The requests run through all of Django, but not a socket.
"""

import json
import sys
import time
from collections.abc import Callable
from itertools import count
from statistics import median
from typing import Any

from django.db.backends.signals import connection_created
from django.test import Client

from benchmarks.scripts.filling import add_messages, analyze, join_rooms, person
from chat.models import Kind, Membership, Role, Room, User
from chat.realtime.pace import paces

asked = count()


def _count_queries(connection: Any, **_: object) -> None:
    """Count the queries of every connection. Views read in several threads, each with its own connection."""
    if _counted not in connection.execute_wrappers:
        connection.execute_wrappers.append(_counted)


def _counted(execute: Callable[..., Any], *arguments: Any) -> Any:
    next(asked)
    return execute(*arguments)


connection_created.connect(_count_queries)


def measure(what: str, size: int, user: User, path: str, rounds: int) -> dict[str, object]:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    _get(client, path)  # Fills the caches.
    before = next(asked)
    _get(client, path)
    queries = next(asked) - before - 1
    times = [_get(client, path) for _ in range(rounds)]
    return {"what": what, "size": size, "milliseconds": median(times) * 1e3, "queries": queries}


def _get(client: Client, path: str) -> float:
    paces.forget()  # Nobody opens pages as fast as this.
    begin = time.perf_counter()
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code, response.headers.get("location"))
    return time.perf_counter() - begin


def with_messages(size: int, rounds: int) -> list[dict[str, object]]:
    """Measure the requests of a person with ten rooms. One room has `size` messages."""
    reader = person(f"reader-{size}")
    join_rooms(reader, 9, Kind.PRIVATE)
    room = Room.objects.create(kind=Kind.PRIVATE, name=f"History {size}", created_by=reader, member_count=1)
    Membership.objects.create(room=room, user=reader, role=Role.OWNER)
    add_messages(room, size)
    analyze()
    messages = f"/api/v1/rooms/{room.pk}/messages"
    return [
        measure("the page of a room", size, reader, f"/rooms/{room.pk}/history-{size}/", rounds),
        measure("its newest 50 messages", size, reader, f"{messages}?limit=50", rounds),
        measure("50 around the middle", size, reader, f"{messages}?limit=50&around={size // 2}", rounds),
        measure("the sidebar", size, reader, "/api/v1/rooms", rounds),
    ]


def with_rooms(size: int, rounds: int) -> dict[str, object]:
    member = person(f"member-{size}")
    join_rooms(member, size, Kind.PRIVATE)
    analyze()
    return measure("the sidebar of so many rooms", size, member, "/api/v1/rooms", rounds)


if __name__ == "__main__":
    messages, rooms, rounds = sys.argv[1:]
    for size in map(int, messages.split(",")):
        for result in with_messages(size, int(rounds)):
            print(json.dumps(result))
    for size in map(int, rooms.split(",")):
        print(json.dumps(with_rooms(size, int(rounds))))
