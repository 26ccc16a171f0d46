"""What a page says of itself in its head: the words of a link's preview. No picture of it is ever fetched.

html.parser is not used: that of Python 3.11 takes twenty seconds for forty kilobytes of "<a ", and strangers write
these pages. Here every search goes forward only, and what does not end is left.
"""

import re
from collections.abc import Collection, Iterator
from html import unescape
from itertools import islice
from typing import TypedDict

from yarl import URL

from chat import conf
from chat.outbound.safe_http import NOWHERE, Head, NoPage, Place, fetch_head
from chat.text.characters import BLANK, UNSTORABLE
from chat.text.messages.content import shortened


class Preview(TypedDict):
    """Plain lines without anything that controls or turns text. `title` is never empty; `url` is the link's own."""

    url: str
    title: str
    description: str
    site_name: str


async def preview(url: str, *, also: Collection[Place] = NOWHERE) -> Preview:
    """What the page behind a link is called. Raises NoPage, also for one that does not say.

    `also` as for `fetch_head`.
    """
    head = await fetch_head(url, also=also)
    facts = read(decoded(head))
    title = _line(facts, conf.LINK_TITLE, "og:title", "title")
    if not title:
        raise NoPage("it has no title")
    return Preview(
        url=url,
        title=title,
        description=_line(facts, conf.LINK_DESCRIPTION, "og:description", "description"),
        site_name=_line(facts, conf.LINK_SITE, "og:site_name") or shortened(URL(url).host or "", conf.LINK_SITE),
    )


# --- Bytes to text

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})""", re.IGNORECASE)
# Python knows more, some of which are no character sets and some slow.
_KNOWN = re.compile(
    r"utf-?8|utf-?16(le|be)?|gb2312|gbk|gb18030|big5(-hkscs)?|euc-(jp|kr)|shift[-_]jis|iso-2022-jp|(windows-|cp)\d{3,4}"
    r"|iso-?8859-\d{1,2}|koi8-[ru]|us-ascii|latin-?1|tis-620|macintosh",
    re.IGNORECASE,
)
_GB = re.compile("gb", re.IGNORECASE)


def decoded(head: Head) -> str:
    """By the server's word, else the page's, else as UTF-8; what cannot be read becomes U+FFFD."""
    declared = _DECLARED.search(head.body, 0, 1_024)
    named = head.charset or (declared[1].decode("ascii", "replace") if declared else "")
    if head.body.startswith(b"\xef\xbb\xbf") or not _KNOWN.fullmatch(named):
        named = "utf-8-sig"
    if _GB.match(named):
        named = "gb18030"  # The others are parts of it, and pages that name one mean it.
    try:
        return head.body.decode(named, "replace")
    except (LookupError, UnicodeError):
        return head.body.decode("utf-8", "replace")


# --- Text to facts

_PART = re.compile(r"<(?:(?P<name>title|meta|script|style|noscript|template|svg)(?=[\s/>])|!--)", re.IGNORECASE)
_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("title", "script", "style", "noscript", "template")}
_END |= {"svg": re.compile("</svg", re.IGNORECASE), "comment": re.compile("-->")}
_TAG = re.compile(r"""(?:[^"'>]|"[^"]*"|'[^']*')*+>""")
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]{1,40}+)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]{1,1000}))""")
_NAMES = frozenset({"og:title", "og:description", "og:site_name", "description"})
_LONGEST = 4_000
"""Characters of a tag or a title that are looked at."""
_MOST = 500
"""Of them."""


def read(page: str) -> dict[str, str]:
    """The first text of each kind: `og:title`, `og:description`, `og:site_name`, `title` and `description`."""
    facts: dict[str, str] = {}
    for name, text in islice(_parts(page), _MOST):
        if name == "title":
            facts.setdefault("title", unescape(text))
        else:
            found = {each[1].lower(): each[2] or each[3] or each[4] or "" for each in _ATTRIBUTE.finditer(text)}
            about = (found.get("property") or found.get("name") or "").lower()
            if about in _NAMES and found.get("content"):
                facts.setdefault(about, unescape(found["content"]))
    return facts


def _parts(page: str) -> Iterator[tuple[str, str]]:
    """The titles, and the insides of the meta tags, in order; nothing of scripts and comments."""
    place = 0
    while found := _PART.search(page, place):
        name = (found["name"] or "comment").lower()
        opened = _TAG.match(page, found.end()) if found["name"] else found
        if opened is None:
            return
        ended = _END[name].search(page, opened.end()) if name in _END else opened
        if ended is None:
            return
        if name == "meta":
            yield name, page[found.end() : min(opened.end(), found.end() + _LONGEST)]
        elif name == "title":
            yield name, page[opened.end() : min(ended.start(), opened.end() + _LONGEST)]
        place = ended.end()


# --- Facts to lines

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|"
    + UNSTORABLE.pattern
)
"""Controls, what turns the direction of the text around it, and what cannot be stored."""


def _line(facts: dict[str, str], limit: int, *names: str) -> str:
    """The first of these that says something, on one line."""
    for name in names:
        line = " ".join(_UNSEEN.sub("", " ".join(facts.get(name, "").split())).split())
        if not BLANK.fullmatch(line):
            return shortened(line, limit)
    return ""
