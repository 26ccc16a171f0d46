"""Words of the index that no text contains: what is known of a message beside what it says."""

SIGN = "§"
"""No letter, so no word has it; not ASCII, so SQLite's tokeniser leaves it alone."""

ANY = SIGN
"""Every message has it: for a search that only leaves something out."""
LINK = f"{SIGN}link"


def room(room_id: int) -> str:
    return f"{SIGN}r{room_id}"


def author(user_id: int) -> str:
    return f"{SIGN}u{user_id}"
