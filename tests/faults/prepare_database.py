"""Prepares the database of a fault test.

`python -m tests.faults.prepare_database PEOPLE ROOMS` prints the people and rooms as JSON.

Each person is in two rooms. The rooms have no rate limits, so that held-up messages can be sent immediately.
"""

import json
import sys

import django


def main(people: int, rooms: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from chat.actions.rooms import rooms as actions
    from chat.models import Membership, Room, User
    from tests.support.prepare_database import create_user_with_session

    call_command("migrate", verbosity=0)
    staged = [create_user_with_session(f"person{number}", is_admin=number == 0) for number in range(people)]
    owner = User.objects.get(username="person0")
    made = [actions.create(by=owner, name=f"Room {number}", is_unlimited=True) for number in range(rooms)]
    for number, each in enumerate(staged):
        own = {made[number % rooms].pk, made[(number + 1 + number // rooms) % rooms].pk}
        for room_id in sorted(own):
            Membership.objects.get_or_create(room_id=room_id, user_id=each["id"])
    for room in made:
        Room.objects.filter(pk=room.pk).update(member_count=room.memberships.count())
        Membership.objects.filter(room=room).update(read_seq=Room.objects.get(pk=room.pk).last_seq)
    # Otherwise the owner of all rooms would share one with everybody.
    Membership.objects.filter(user=owner).exclude(room_id__in=[made[0].pk, made[1 % rooms].pk]).delete()
    connection.close()
    members = {room.pk: list(room.memberships.values_list("user_id", flat=True)) for room in made}
    json.dump({"people": staged, "rooms": members}, sys.stdout)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]))
