"""Which rooms a message names: `#general`, `#产品`. A room goes by its slug.

As with people, a name in a script without spaces may end before the letters do (`#产品的人`): the longest that is
known wins.
"""

import re
import unicodedata
from collections.abc import Iterator

from chat.text.characters import UNSPACED_SCRIPTS
from chat.text.messages.mentions import MAX_CANDIDATES, Spot, ends, texts

MAX_SLUG = 80
# Not inside a word (C#), and no part of a row of them.
_SIGIL = re.compile(rf"(?<![^\W{UNSPACED_SCRIPTS}])(?<![#＃/&])[#＃]")


def names_rooms(content: str) -> bool:
    """Whether there may be anything to find."""
    return ("#" in content or "＃" in content) and _SIGIL.search(content) is not None


def room_spots(text: str) -> Iterator[Spot]:
    """The places of one run of plain text where a room may be named, in order."""
    for sigil in _SIGIL.finditer(text):
        start = sigil.end()
        if names := tuple((_key(text[start:end]), end) for end in ends(text, start, least=1, most=MAX_SLUG)):
            yield Spot(sigil.start(), names)


def room_candidates(content: str) -> list[str]:
    """The slugs that `content` may name outside code and links: in order, each once, at most 50."""
    if not names_rooms(content):
        return []
    found = dict.fromkeys(name for text in texts(content) for spot in room_spots(text) for name, _ in spot.names)
    return list(found)[:MAX_CANDIDATES]


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower()
