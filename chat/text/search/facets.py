"""Index words for facts about a message, such as its room and author. No text contains them."""

SIGN = "§"
"""Not a letter, so no word of a text contains it. Not ASCII, so SQLite's tokeniser keeps it."""

ANY = SIGN
"""Every message has this word. A search that only excludes words looks for it."""
LINK = f"{SIGN}link"


def room(room_id: int) -> str:
    return f"{SIGN}r{room_id}"


def author(user_id: int) -> str:
    return f"{SIGN}u{user_id}"
