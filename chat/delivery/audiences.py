"""The names of the channel-layer groups. No other module makes any."""

EVERYONE = "everyone"


def room(room_id: int) -> str:
    """Return the group of the processes that serve a member of a room."""
    return f"room.{room_id}"


def user(user_id: int) -> str:
    """Return the group of the processes that serve a user."""
    return f"user.{user_id}"


def everyone() -> str:
    """Return the group of all processes. Each hub picks the subscribers that an announcement is for."""
    return EVERYONE
