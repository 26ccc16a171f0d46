"""The cast: the same few people and rooms in every test."""

from chat.actions.people import users
from chat.actions.rooms import rooms
from chat.models import Kind, Room, User

PASSWORD = "correct horse battery"


def create_user(username: str, **fields: object) -> User:
    """A user, not in any room unless there is a default one."""
    return users.register(username=username, password=PASSWORD, **fields)  # type: ignore[arg-type]


def create_room(*people: User, name: str = "Kitchen", kind: Kind = Kind.PUBLIC, **fields: object) -> Room:
    """A room owned by the first of `people`, with the others as members."""
    from chat.actions.rooms import memberships

    room = rooms.create(by=people[0], name=name, kind=kind, **fields)  # type: ignore[arg-type]
    for each in people[1:]:
        memberships.add(by=people[0], room_id=room.pk, user_id=each.pk)
    room.refresh_from_db()
    return room
