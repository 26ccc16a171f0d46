"""Find the links in the HTML of a message."""

import re
from html import unescape

# The output of the sanitiser is regular enough for a pattern. Links to rooms begin with their class, so they do not
# match.
_PART = re.compile(r'<(?:(/?)blockquote>|a href="(https?://[^"]+)")')


def has_web_link(html: str) -> bool:
    """Return whether a message has a link to another site, in a quote too."""
    return '<a href="http' in html


def links(html: str) -> list[str]:
    """Return the URLs of the web links in a message, in order and each once. Links in quotes do not count."""
    found: dict[str, None] = {}
    depth = 0
    for part in _PART.finditer(html):
        if part[2] is None:
            depth += -1 if part[1] else 1
        elif not depth:
            found[unescape(part[2])] = None
    return list(found)
