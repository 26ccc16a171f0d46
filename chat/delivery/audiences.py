"""Who an announcement is for: the only group names in the code base."""

EVERYONE = "everyone"


def room(room_id: int) -> str:
    return f"room.{room_id}"


def user(user_id: int) -> str:
    return f"user.{user_id}"


def everyone() -> str:
    """Every process: what is for some of its connections only, its hub decides."""
    return EVERYONE
