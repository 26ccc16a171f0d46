"""`python -m benchmarks.scripts.growth SIZE,... ROUNDS`: measures work that could grow with people, rooms or history.

Each line is `{"what", "size", "milliseconds"}`: the time of one, without a socket.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from uuid import uuid4

from django.test import Client

from benchmarks.scripts.filling import add_messages, analyze, person
from chat.access import Credential
from chat.actions.messages import messages
from chat.actions.rooms import memberships, rooms
from chat.delivery.healing.access import access_facts
from chat.delivery.healing.rooms import room_revs
from chat.delivery.presence import presence
from chat.models import ApiToken, Kind, Membership, Role, Room, User
from chat.queries import people
from chat.queries.rooms.public_rooms import public_rooms
from chat.rate_limits.kinds import free_of_charge
from chat.realtime.pace import paces


def measure(work: Callable[[int], object], rounds: int) -> float:
    """Return the median of milliseconds of `work`, which gets the number of its round."""
    times = []
    for number in range(rounds + 1):
        began = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - began)
    return median(times[1:]) * 1e3


def crowd(size: int) -> list[User]:
    rows = [User(username=f"p{size}-{n}", username_key=f"p{size}-{n}", password="!") for n in range(size)]
    return User.objects.bulk_create(rows, batch_size=1_000)


def room_of(owner: User, members: list[User], name: str) -> Room:
    room = Room.objects.create(kind=Kind.PUBLIC, name=name, created_by=owner, member_count=len(members))
    rows = [Membership(room=room, user=member) for member in members]
    rows[0].role = Role.OWNER
    Membership.objects.bulk_create(rows, batch_size=1_000)
    return room


def looks(size: int, rounds: int, everybody: list[User]) -> Iterator[tuple[str, float]]:
    """Yield what each process asks again and again, about `size` rooms or connections."""
    own = [Room(kind=Kind.PRIVATE, name=f"Look {size} {n}", last_rev=n, last_seq=n) for n in range(size)]
    ids = [room.pk for room in Room.objects.bulk_create(own, batch_size=1_000)]
    tokens = ApiToken.objects.bulk_create(
        [ApiToken(user=user, name="growth", digest=f"{user.pk:064}", prefix="growth") for user in everybody],
        batch_size=1_000,
    )
    credentials = {Credential(user_id=token.user_id, token_id=token.pk) for token in tokens}
    analyze()
    yield "the healer's look at so many rooms, every 2 s", measure(lambda _: room_revs(ids), rounds)
    yield "the check of so many credentials, every 10 s", measure(lambda _: access_facts(credentials), rounds)


def a_room(size: int, rounds: int, everybody: list[User]) -> Iterator[tuple[str, float]]:
    """Yield what changes a room of `size` members."""
    owner = everybody[0]
    room = room_of(owner, everybody, f"Growth {size}")
    newcomers = [person(f"new-{size}-{number}") for number in range(rounds + 1)]
    analyze()

    def say(text: str) -> Callable[[int], object]:
        return lambda _: messages.send(by=owner, room_id=room.pk, content=text, client_id=uuid4())

    yield "a message in a room of so many", measure(say("Good morning."), rounds)
    yield "`@everyone` in a room of so many", measure(say("@everyone, look."), rounds)
    room.refresh_from_db()
    Membership.objects.filter(room=room).update(read_seq=room.last_seq)
    yield (
        "a join of a room of so many, who have read it",
        measure(lambda number: memberships.join(by=newcomers[number], room_id=room.pk), rounds),
    )
    yield (
        "a topic in a room of so many",
        measure(lambda number: rooms.update(by=owner, room_id=room.pk, topic=f"Topic {number}"), rounds),
    )


def lists(size: int, rounds: int, everybody: list[User]) -> Iterator[tuple[str, float]]:
    """Yield what people and the admin look up among `size` of them."""
    reader = everybody[0]
    yield (
        "finding a person among so many",
        measure(lambda number: people.search(reader.pk, f"p{size}-{number % 10}", presence.status_of), rounds),
    )
    Room.objects.bulk_create(
        [
            Room(kind=Kind.PUBLIC, name=f"Public {size} {n}", name_key=f"public {size} {n}", slug=f"p-{size}-{n}")
            for n in range(size)
        ],
        batch_size=1_000,
    )
    analyze()
    yield "a page of so many public rooms", measure(lambda _: public_rooms(reader.pk, lambda _: 0), rounds)


def in_admin(size: int, rounds: int, everybody: list[User]) -> Iterator[tuple[str, float]]:
    """Yield pages of the admin over a hundred times `size` messages."""
    room = room_of(everybody[0], everybody[:50], f"History {size}")
    add_messages(room, 100 * size)
    analyze()
    staff = person(f"staff-{size}")
    User.objects.filter(pk=staff.pk).update(is_staff=True, is_superuser=True)
    staff.refresh_from_db()
    client = Client(HTTP_HOST="localhost")
    client.force_login(staff)

    def get(path: str) -> Callable[[int], object]:
        def fetch(_: int) -> None:
            paces.forget()  # Nobody opens so many pages in a second.
            response = client.get(path)
            assert response.status_code == 200, (path, response.status_code)

        return fetch

    yield "admin: messages, a hundred times as many", measure(get("/admin/chat/message/"), rounds)
    yield "admin: a word among them", measure(get("/admin/chat/message/?q=release"), rounds)
    yield "admin: users", measure(get("/admin/chat/user/"), rounds)


def edits(size: int, rounds: int, everybody: list[User]) -> Iterator[tuple[str, float]]:
    """Yield an edit of a message that was edited `size` times, of which only the latest texts are kept."""
    author = everybody[0]
    room = room_of(author, everybody[:2], f"Edits {size}")
    ack = messages.send(by=author, room_id=room.pk, content="first", client_id=uuid4())
    for number in range(min(size, 1_000)):
        messages.edit(by=author, message_id=ack.message_id, content=f"text {number}")
    yield (
        "an edit after so many (at most 1,000)",
        measure(lambda n: messages.edit(by=author, message_id=ack.message_id, content=f"again {n}"), rounds),
    )


if __name__ == "__main__":
    sizes, rounds = sys.argv[1:]
    for size in map(int, sizes.split(",")):
        everybody = crowd(size)
        for part in (looks, a_room, lists, in_admin, edits):
            with free_of_charge():
                for what, milliseconds in part(size, int(rounds), everybody):
                    print(json.dumps({"what": what, "size": size, "milliseconds": milliseconds}), flush=True)
