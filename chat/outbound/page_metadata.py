"""Read the title and description of a page from its HTML head, for link previews. Pictures are never fetched.

This does not use html.parser, because that of Python 3.11 needs time that grows with the square of the input: 20
seconds for 40 kB of "<a ". Here every regular expression moves forward only, and unclosed elements are skipped.
"""

import re
from collections.abc import Collection, Iterator
from html import unescape
from itertools import islice
from typing import TypedDict

from yarl import URL

from chat import conf
from chat.outbound.encodings import decode
from chat.outbound.safe_http import NOWHERE, Head, NoPage, Place, fetch_head
from chat.text.characters import BLANK, UNSTORABLE
from chat.text.messages.content import shortened


class Preview(TypedDict):
    """Plain text on single lines, without control characters. `title` is never empty; `url` is that of the link."""

    url: str
    title: str
    description: str
    site_name: str


async def preview(url: str, *, also: Collection[Place] = NOWHERE) -> Preview:
    """Fetch a page and read its metadata.

    Args:
        url: the link.
        also: as for `fetch_head`.

    Raises:
        NoPage: if the page cannot be fetched, or has no title.
    """
    head = await fetch_head(url, also=also)
    facts = read(decoded(head))
    title = _line(facts, conf.LINK_TITLE, "og:title", "title")
    if not title:
        raise NoPage("the page has no title")
    return Preview(
        url=url,
        title=title,
        description=_line(facts, conf.LINK_DESCRIPTION, "og:description", "description"),
        site_name=_line(facts, conf.LINK_SITE, "og:site_name") or shortened(URL(url).host or "", conf.LINK_SITE),
    )


def decoded(head: Head) -> str:
    """Decode a page. Never fail."""
    return decode(head.body, head.charset)


# --- Find the metadata

_PART = re.compile(r"<(?:(?P<name>title|meta|script|style|noscript|template|svg)(?=[\s/>])|!--)", re.IGNORECASE)
_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("title", "script", "style", "noscript", "template")}
_END |= {"svg": re.compile("</svg", re.IGNORECASE), "comment": re.compile("--!?>")}
_TAG = re.compile(r"""(?:[^"'>]|"[^"]*"|'[^']*')*+>""")
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]{1,40}+)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]{1,1000}))""")
_NAMES = frozenset({"og:title", "og:description", "og:site_name", "description"})
_LONGEST = 4_000
"""Characters of a tag or a title that are read."""
_MOST_PARTS = 500
"""Tags and titles that are read."""


def read(page: str) -> dict[str, str]:
    """Return the first `og:title`, `og:description`, `og:site_name`, `title` and `description` of a page."""
    facts: dict[str, str] = {}
    for element, text in islice(_parts(page), _MOST_PARTS):
        if element == "title":
            facts.setdefault("title", unescape(text))
        else:
            attributes = {
                match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(text)
            }
            name = (attributes.get("property") or attributes.get("name") or "").lower()
            if name in _NAMES and attributes.get("content"):
                facts.setdefault(name, unescape(attributes["content"]))
    return facts


def _parts(page: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of titles and the attributes of meta tags, in order. Skip scripts, comments and the like."""
    place = 0
    while found := _PART.search(page, place):
        name = (found["name"] or "comment").lower()
        opened = _TAG.match(page, found.end()) if found["name"] else found
        if opened is None:
            return
        # `<!-->` is a whole comment.
        begin = opened.end() - 2 if name == "comment" else opened.end()
        ended = _END[name].search(page, begin) if name in _END else opened
        if ended is None:
            return
        if name == "meta":
            yield name, page[found.end() : min(opened.end(), found.end() + _LONGEST)]
        elif name == "title":
            yield name, page[opened.end() : min(ended.start(), opened.end() + _LONGEST)]
        place = ended.end()


# --- Clean the texts

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|"
    + UNSTORABLE.pattern
)
"""Control characters, characters that change the text direction, and characters that cannot be stored."""


def _line(facts: dict[str, str], limit: int, *names: str) -> str:
    """Return the first text of these names that is not blank, on one line."""
    for name in names:
        line = " ".join(_UNSEEN.sub("", " ".join(facts.get(name, "").split())).split())
        if not BLANK.fullmatch(line):
            return shortened(line, limit)
    return ""
