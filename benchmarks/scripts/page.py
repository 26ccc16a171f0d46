"""`python -m benchmarks.scripts.page SIZE MESSAGES ROOMS`: a browser's way into the bench room of SIZE people.

Prints `{"session", "path"}` of its first member, after putting so many messages into it and the member into so many
more rooms, each with as large a share of them.
"""

import json
import sys

from django.test import Client

from benchmarks.scripts.filling import add_messages, analyze, join_rooms
from chat.models import Kind, Room, User


def way_in(size: int, messages: int, rooms: int) -> dict[str, str]:
    member = User.objects.get(username=f"bench-{size}-1")
    room = Room.objects.get(memberships__user=member, is_unlimited=True)
    add_messages(room, messages)
    join_rooms(member, rooms, Kind.PRIVATE)
    analyze()
    client = Client()
    client.force_login(member)
    return {"session": client.cookies["sessionid"].value, "path": f"/rooms/{room.pk}/"}


if __name__ == "__main__":
    print(json.dumps(way_in(*map(int, sys.argv[1:]))))
