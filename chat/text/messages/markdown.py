"""Render the Markdown of a message as sanitised HTML."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

import nh3
from markdown_it.token import Token

from chat.text.messages import highlight
from chat.text.messages.blocks import DIGITS
from chat.text.messages.mentions import MentionTarget, Spot, pick, spots
from chat.text.messages.parser import BUDGET, MARKDOWN, URL_SCHEMES, outside_links
from chat.text.messages.room_links import names_rooms, room_spots
from chat.text.messages.shortcodes import names_emoji

Find = Callable[[str], Iterable[Spot]]
Make = Callable[[str], Token]
_NOBODY: Mapping[str, MentionTarget] = MappingProxyType({})
_NOWHERE: Mapping[str, int] = MappingProxyType({})

# Characters that the parser, the linkifier or the sanitiser may treat specially, with all white space except space and
# newline. One too many costs time, one too few is a bug.
_MARKUP = re.compile(
    "[\\\\`*_~\\[<@＠\x00-\x09\x0b-\x1f\x7f\x85\xa0\ufeff\ud800-\udfff"
    "\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)
_MARKED_LINE = r" *(?:[-+>]|\d+[.)]|#{1,6} |:-|\|[ |:]*-)"
_MARKED_FIRST_LINE = re.compile(_MARKED_LINE)
_MARKED_LATER_LINE = re.compile(rf"\n{_MARKED_LINE}")
_WWW = re.compile(r"[wW]{3}\.")
_BLANK_LINES = re.compile(r"\n\n+")

TAGS = frozenset(
    "p br strong em s code pre ul ol li blockquote a span h3 h4 h5 h6 hr input div table thead tbody tr th td".split()
)
"""The elements that the HTML of a message may have."""

_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={
        "*": set(),
        "a": {"href"},
        "ol": {"start"},
        "li": {"value"},
        "input": {"checked"},
        "pre": {"data-language"},
        "span": {"data-user-id", "data-room-id"},
    },
    tag_attribute_values={cell: {"align": {"left", "center", "right"}} for cell in ("th", "td")},
    allowed_classes={
        "pre": {"code", "code-long"},
        "span": {"mention", "mention-all", "room-name", "spoiler"} | highlight.CLASSES,
        "div": {"table"},
        "li": {"task"},
        "ol": {"paren"} | {f"digits-{digits}" for digits in DIGITS},
    },
    url_schemes=URL_SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}, "input": {"type": "checkbox", "disabled": ""}},
)
# The sanitiser removes links to this site, so that messages cannot imitate its pages. Links to rooms are added later.
_ROOM = re.compile(r'<span class="room-name" data-room-id="(\d+)">([^<]*)</span>')
_ROOM_LINK = r'<a class="room-name" href="/rooms/\1/">\2</a>'


def render(
    content: str,
    mentions: Mapping[str, MentionTarget] = _NOBODY,
    rooms: Mapping[str, int] = _NOWHERE,
    *,
    tokens: Sequence[Token] | None = None,
    budget: highlight.Budget | None = None,
) -> str:
    """Render the content of a message as HTML that is safe to put into a page.

    Args:
        content: Markdown.
        mentions: the targets of mentions by folded name; see `mentions.candidates`. Other names stay plain text.
        rooms: room ids by slug; see `room_links.room_candidates`. Other slugs stay plain text.
        tokens: what `parse` returned for the content, if it has been parsed already.
        budget: bounds the time for highlighting code. None gives this text a budget of its own.
    """
    if not (may_be_markup(content) or (rooms and names_rooms(content))):
        return render_plain(content)
    tokens = MARKDOWN.parse(content) if tokens is None else tokens
    return _render_markup(tokens, mentions, rooms, budget or highlight.Budget())


def needs_parser(content: str) -> bool:
    """Tell whether the content is parsed to find the names in it or to render it. Otherwise both take no time."""
    return may_be_markup(content) or names_rooms(content)


def parse(content: str) -> Sequence[Token] | None:
    """Return the tokens of the content, to be used several times, or None if it needs no parser."""
    return MARKDOWN.parse(content) if needs_parser(content) else None


def may_be_markup(content: str) -> bool:
    """Tell whether the content may contain markup. If not, it is rendered without the parser."""
    # Separate patterns, because a search for a set of characters alone is ten times as fast.
    return (
        _MARKUP.search(content) is not None
        or "://" in content
        or "||" in content
        or _MARKED_FIRST_LINE.match(content) is not None
        or ("\n" in content and _MARKED_LATER_LINE.search(content) is not None)
        or _WWW.search(content) is not None
        or names_emoji(content)
    )


def render_plain(content: str) -> str:
    """Render a text that does not need the parser."""
    text = "\n".join(line.rstrip(" ") for line in content.split("\n")).strip("\n")
    text = text.replace("&", "&amp;").replace(">", "&gt;")
    if not text:
        return ""
    return "<p>" + _BLANK_LINES.sub("\0", text).replace("\n", "<br>\n").replace("\0", "</p>\n<p>") + "</p>"


def _render_markup(
    tokens: Sequence[Token], mentions: Mapping[str, MentionTarget], rooms: Mapping[str, int], budget: highlight.Budget
) -> str:
    names = {name: partial(_mention, target=target) for name, target in mentions.items()}
    slugs = {slug: partial(_room, room_id=room_id) for slug, room_id in rooms.items()}
    marked = [_marked(token, names, slugs) for token in tokens]
    html = _CLEANER.clean(MARKDOWN.renderer.render(marked, MARKDOWN.options, {BUDGET: budget})).strip()
    return _ROOM.sub(_ROOM_LINK, html) if rooms else html


def _marked(token: Token, names: Mapping[str, Make], slugs: Mapping[str, Make]) -> Token:
    """Return the token of a paragraph with its mentions and rooms marked. The given one does not change."""
    if not token.children or not (names or slugs):
        return token
    children: Sequence[Token] = token.children
    if names:
        children = _with_names(children, spots, names)
    if slugs:
        children = _with_names(children, room_spots, slugs)
    return token.copy(children=list(children))


def _with_names(children: Sequence[Token], find: Find, known: Mapping[str, Make]) -> list[Token]:
    linkable = {id(token) for token in outside_links(children)}
    return [
        part
        for token in children
        for part in (_split(token.content, find, known) if id(token) in linkable else [token])
    ]


def _split(text: str, find: Find, known: Mapping[str, Make]) -> list[Token]:
    parts, position = [], 0
    for spot in find(text):
        if spot.start >= position and (found := pick(spot, known)):
            name, end = found
            parts += [_text(text[position : spot.start]), known[name](text[spot.start : end])]
            position = end
    return [*parts, _text(text[position:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _mention(content: str, target: MentionTarget) -> Token:
    if target.user_id is None:
        return Token("mention", "span", 0, content=content, attrs={"class": "mention mention-all"})
    return Token("mention", "span", 0, content=content, attrs={"class": "mention", "data-user-id": target.user_id})


def _room(content: str, room_id: int) -> Token:
    return Token("mention", "span", 0, content=content, attrs={"class": "room-name", "data-room-id": room_id})
