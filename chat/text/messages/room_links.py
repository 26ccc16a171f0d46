"""Find rooms that a message names by their slugs: `#general`, `#产品`.

As with mentions, text in a script without spaces may follow directly (`#产品的人`), and the longest slug that exists
wins.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from chat.text.characters import UNSPACED_SCRIPTS
from chat.text.messages.mentions import Spot, ends, first_names, texts

MAX_SLUG = 80
# Not after a letter (C#) or another sigil.
_SIGIL = re.compile(rf"(?<![^\W{UNSPACED_SCRIPTS}])(?<![#＃/&])[#＃]")
_PERHAPS = re.compile(r"[#＃]\w")


def names_rooms(content: str) -> bool:
    """Tell whether the content may name rooms. The text before the sign does not count: it may be markup."""
    return ("#" in content or "＃" in content) and _PERHAPS.search(content) is not None


def room_spots(text: str) -> Iterator[Spot]:
    """Yield the places in plain text that may name a room, in order."""
    for sigil in _SIGIL.finditer(text):
        start = sigil.end()
        if names := tuple((_key(text[start:end]), end) for end in ends(text, start, least=1, most=MAX_SLUG)):
            yield Spot(sigil.start(), names)


def room_candidates(content: str, tokens: Sequence[Token] | None = None) -> list[str]:
    """Return the slugs that `content` may name outside code and links, in order, as `mentions.candidates` does.

    Args:
        content: Markdown.
        tokens: its tokens, if it has been parsed already.
    """
    if not names_rooms(content):
        return []
    return first_names(spot for text in texts(content, tokens) for spot in room_spots(text))


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower()
