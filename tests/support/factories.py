"""Factories for users and rooms."""

from chat.actions.people import preferences, users
from chat.actions.rooms import rooms
from chat.models import AddedBy, Kind, Room, User
from chat.rate_limits.kinds import free_of_charge

PASSWORD = "correct horse battery"


def create_user(username: str, **fields: object) -> User:
    """Create a user who joins only the default rooms, and whom everybody may add to others."""
    user = users.register(username=username, password=PASSWORD, **fields)  # type: ignore[arg-type]
    return preferences.set_added_by(by=user, added_by=AddedBy.EVERYONE)


def create_room(*people: User, name: str = "Kitchen", kind: Kind = Kind.PUBLIC, **fields: object) -> Room:
    """Create a room that the first of `people` owns and the others are members of."""
    from chat.actions.rooms import memberships

    with free_of_charge():
        room = rooms.create(by=people[0], name=name, kind=kind, **fields)  # type: ignore[arg-type]
        for member in people[1:]:
            memberships.add(by=people[0], room_id=room.pk, user_id=member.pk)
    room.refresh_from_db()
    return room
