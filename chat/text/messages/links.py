"""The links of a message, as its readers see them."""

import re
from html import unescape

# What the sanitiser lets through is regular, so a pattern will do. Rooms' links have their class first; what is in code
# is no link.
_PART = re.compile(r'<(?:(/?)blockquote>|a href="(https?://[^"]+)")')


def links(html: str) -> list[str]:
    """The addresses on the web that a message's HTML links to, each once and in order; not those in quotes."""
    found: dict[str, None] = {}
    depth = 0
    for part in _PART.finditer(html):
        if part[2] is None:
            depth += -1 if part[1] else 1
        elif not depth:
            found[unescape(part[2])] = None
    return list(found)
