"""A message's Markdown as sanitised HTML."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import nh3
from markdown_it.token import Token

from . import highlight
from .mentions import MentionTarget, pick, spots
from .parser import MARKDOWN, URL_SCHEMES, inlines, outside_links

_NOBODY: Mapping[str, MentionTarget] = MappingProxyType({})

# Whatever might mean something to the parser, the linkifier or the sanitiser. Too wide costs time, too narrow is a bug.
_MARKUP = re.compile(
    r"[\\`*_~\[<@＠\x00-\x09\x0b-\x1f\x7f\ufeff\ud800-\udfff]|[^\S \n]|://|^ *(?:[-+>]|\d+[.)])", re.MULTILINE
)
_BLANK_LINES = re.compile(r"\n\n+")

_CLEANER = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "s", "code", "pre", "ul", "ol", "li", "blockquote", "a", "span"},
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "pre": {"data-language"}, "span": {"data-user-id"}},
    allowed_classes={"pre": {"code"}, "span": {"mention", "mention-all"} | highlight.CLASSES},
    url_schemes=URL_SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)


def render(content: str, mentions: Mapping[str, MentionTarget] = _NOBODY) -> str:
    """The HTML of `content`, safe to place in a page.

    `mentions` maps folded names (see `mentions.candidates`) to whom they stand for; other names stay plain text.
    """
    return _render_markup(content, mentions) if _MARKUP.search(content) else _render_plain(content)


def _render_plain(content: str) -> str:
    text = "\n".join(line.strip(" ") for line in content.split("\n")).strip("\n")
    text = text.replace("&", "&amp;").replace(">", "&gt;")
    if not text:
        return ""
    return "<p>" + _BLANK_LINES.sub("\0", text).replace("\n", "<br>\n").replace("\0", "</p>\n<p>") + "</p>"


def _render_markup(content: str, mentions: Mapping[str, MentionTarget]) -> str:
    tokens = MARKDOWN.parse(content)
    if mentions:
        for inline in inlines(tokens):
            inline.children = _with_mentions(inline.children or [], mentions)
    return _CLEANER.clean(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})).strip()


def _with_mentions(children: Sequence[Token], mentions: Mapping[str, MentionTarget]) -> list[Token]:
    linkable = {id(token) for token in outside_links(children)}
    return [
        part for token in children for part in (_split(token.content, mentions) if id(token) in linkable else [token])
    ]


def _split(text: str, mentions: Mapping[str, MentionTarget]) -> list[Token]:
    parts, position = [], 0
    for spot in spots(text):
        if found := pick(spot, mentions):
            name, end = found
            parts += [_text(text[position : spot.start]), _mention(text[spot.start : end], mentions[name])]
            position = end
    return [*parts, _text(text[position:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _mention(content: str, target: MentionTarget) -> Token:
    if target.user_id is None:
        return Token("mention", "span", 0, content=content, attrs={"class": "mention mention-all"})
    return Token("mention", "span", 0, content=content, attrs={"class": "mention", "data-user-id": target.user_id})
