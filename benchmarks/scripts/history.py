"""`python -m benchmarks.scripts.history MEMBERS MESSAGES`: creates a bench room.

It prints the room and a member's token as `{"roomId", "token"}`.
"""

import json
import sys

from benchmarks.scripts.filling import add_messages
from benchmarks.scripts.rooms import room
from chat.models import Room

if __name__ == "__main__":
    made = room(int(sys.argv[1]))
    tokens = made.pop("tokens")
    assert isinstance(tokens, list)
    add_messages(Room.objects.get(pk=int(str(made["roomId"]))), int(sys.argv[2]))
    print(json.dumps({**made, "token": tokens[0]}))
