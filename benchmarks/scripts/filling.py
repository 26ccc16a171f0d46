"""Fills the database with hundreds of thousands of rows. The database itself copies them, which takes seconds."""

import uuid

from django.db import connection, transaction
from django.utils import timezone

from chat.models import Membership, Message, Room, User

TEXT = "The release is out, and nobody had to get up at night for it."


@transaction.atomic
def add_messages(room: Room, count: int) -> None:
    """Add `count` unread messages to the room, written by its members in turn."""
    authors = list(Membership.objects.filter(room=room).values_list("user_id", flat=True)[:50])
    first = room.last_seq + 1
    model = Message.objects.create(
        room=room,
        seq=first,
        rev=room.last_rev + 1,
        author_id=authors[0],
        content=TEXT,
        html=f"<p>{TEXT}</p>",
        client_id=uuid.uuid4(),
        created_at=timezone.now(),
    )
    changed = {
        "seq": "seq + n",
        "rev": "rev + n",
        "client_id": "NULL",
        "author_id": f"CASE n %% {len(authors)} {' '.join(f'WHEN {i} THEN {pk}' for i, pk in enumerate(authors))} END",
    }
    columns = [str(field.column) for field in Message._meta.concrete_fields if not field.primary_key]
    values = ", ".join(changed.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) "
            f"INSERT INTO chat_message ({', '.join(columns)}) SELECT {values} FROM chat_message, numbers WHERE id = %s",
            [count - 1, model.pk],
        )
    Room.objects.filter(pk=room.pk).update(
        last_seq=first + count - 1, last_rev=room.last_rev + count, last_message_at=timezone.now()
    )


def analyze() -> None:
    """Update the planner's statistics, as autovacuum does within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def person(name: str) -> User:
    return User.objects.create(username=name)


def join_rooms(user: User, count: int, kind: str) -> None:
    """Add the user to `count` new rooms, each with a few messages, some of them unread."""
    rooms = Room.objects.bulk_create(
        [
            Room(kind=kind, name=f"{user.username} {number}", member_count=1, last_seq=40, last_rev=50)
            for number in range(count)
        ],
        batch_size=500,
    )
    Membership.objects.bulk_create([Membership(room=room, user=user, read_seq=30) for room in rooms], batch_size=500)
