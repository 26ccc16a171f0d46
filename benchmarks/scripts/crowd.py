"""`python -m benchmarks.scripts.crowd PEOPLE`: people in 20 rooms of 200 each, as `{"token", "roomId"}` each."""

import json
import sys

import django

django.setup()

from chat.actions.demo import load_test  # noqa: E402 (Django is set up first)

if __name__ == "__main__":
    for guest in load_test.prepare(people=int(sys.argv[1]), rooms_each=20, room_size=200):
        print(json.dumps({"token": guest.token, "roomId": guest.room_ids[0]}))
