"""`python -m benchmarks.scripts.page SIZE MESSAGES ROOMS`: prepares the bench room of SIZE people for a browser.

It adds messages to the room and its first member to more rooms, and prints `{"session", "path"}` of that member.
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
