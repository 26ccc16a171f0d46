"""Find rooms that a message names by their slugs: `#general`, `#产品`.

As with mentions, text in a script without spaces may follow directly (`#产品的人`), and the longest slug that exists
wins.
"""

import re
import unicodedata
from collections.abc import Iterator

from chat.text.characters import UNSPACED_SCRIPTS
from chat.text.messages.mentions import MAX_CANDIDATES, Spot, ends, texts

MAX_SLUG = 80
# Not after a letter (C#) or another sigil.
_SIGIL = re.compile(rf"(?<![^\W{UNSPACED_SCRIPTS}])(?<![#＃/&])[#＃]")


def names_rooms(content: str) -> bool:
    """Tell whether the content may name rooms."""
    return ("#" in content or "＃" in content) and _SIGIL.search(content) is not None


def room_spots(text: str) -> Iterator[Spot]:
    """Yield the places in plain text that may name a room, in order."""
    for sigil in _SIGIL.finditer(text):
        start = sigil.end()
        if names := tuple((_key(text[start:end]), end) for end in ends(text, start, least=1, most=MAX_SLUG)):
            yield Spot(sigil.start(), names)


def room_candidates(content: str) -> list[str]:
    """Return up to MAX_CANDIDATES slugs that `content` may name outside code and links, in order."""
    if not names_rooms(content):
        return []
    found = dict.fromkeys(name for text in texts(content) for spot in room_spots(text) for name, _ in spot.names)
    return list(found)[:MAX_CANDIDATES]


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower()
