"""Parse the Markdown dialect of messages into markdown-it tokens."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote, fence, heading, hr, list_block
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from chat.text.characters import IGNORABLE
from chat.text.messages import blocks, emphasis, highlight
from chat.text.messages.autolinks import BEFORE_WWW, autolink
from chat.text.messages.hosts import shown
from chat.text.messages.shortcodes import shortcode

BUDGET = "highlighting"
"""The key of the `highlight.Budget` in the environment with which tokens are rendered."""

MAX_LEVEL = 8
"""Maximum nesting: a quote counts one, a list two. Deeper markers are shown as text."""

MAX_BRACKETS = 200
"""Places of a message where a link may begin: more than there is room for links, and looking for their ends is slow."""

LONG_CODE = 24
"""Lines of code that are more than a glance."""

HIDDEN = "▒▒▒"
"""Stands for a spoiler in plain text, such as a quote or a notification."""

URL_SCHEMES = frozenset({"http", "https", "mailto"})

_ON = ("strikethrough", "table", "heading", "hr")
_OFF = ("lheading", "code", "reference", "html_block", "html_inline", "image", "entity", "text_join")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s/]", re.IGNORECASE)
_ADDRESS = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, url_schemes=URL_SCHEMES, link_rel=None)
_OPENING = re.compile(r"\[+")
_EMPTY_LABEL = re.compile(rf"\[[\s{IGNORABLE}]*\]")
_BRACKETS = "brackets"
_RULE = r"([-*_])(?:[ \t]*\1){2,}[ \t]*(?:\n|\Z)"
_ITEM = r"(?:[-+*]|(?!0\d)\d{1,9}[.)])(?:[ \t\n]|\Z)"
"""An item of a list. A number that begins with a zero is text: the list would lose the zero."""
_HEADING = r"#{1,6}[ \t]+\S"
_SPECIAL = re.compile(rf"[\n&*:<@\[\\\]_`~|]|{BEFORE_WWW}www\.", re.IGNORECASE)
"""Where something other than text may begin."""


class _Renderer(RendererHTML):
    """Renders tokens. Each method renders the token type of its name."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        content = tokens[idx].content
        language = (tokens[idx].info.split() or [""])[0].lower()
        size = " code-long" if content.count("\n") > LONG_CODE else ""
        if language not in highlight.LANGUAGES:
            return f'<pre class="code{size}"><code>{escapeHtml(content)}</code></pre>\n'
        code = (env.get(BUDGET) or highlight.Budget()).to_html(content, language)
        return f'<pre class="code{size}" data-language="{escapeHtml(language)}"><code>{code}</code></pre>\n'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def task(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        checked = " checked" if "x" in tokens[idx].content else ""
        return f'<input type="checkbox" disabled{checked}> '

    def mention(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<span{self.renderAttrs(tokens[idx])}>{escapeHtml(tokens[idx].content)}</span>"

    def text_special(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return escapeHtml(tokens[idx].content)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Tell whether the sanitiser keeps the URL. If not, the link stays text."""
        return bool(_SAFE_LINK.match(url)) and _ADDRESS.clean(f'<a href="{escapeHtml(url)}">').startswith("<a href=")

    def normalizeLinkText(self, url: str) -> str:
        return shown(url)


def _where(pattern: str, rule: RuleFuncBlockType, most: int = 1000) -> RuleFuncBlockType:
    """Try a rule only where a line begins with the pattern, and nested less deeply than `most`.

    Most lines do not, and this says so faster than the rules of the library. Text that is nested too deeply is kept as
    text: markdown-it drops it.
    """
    begins = re.compile(pattern).match

    def checked(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if begins(state.src, state.bMarks[start] + state.tShift[start]) is None:
            return False
        return state.level < most and rule(state, start, end, silent)

    return checked


def _link(state: StateInline, silent: bool) -> bool:
    """Parse a link. One without a URL, `[x]()`, or without a text, `[](http://a)`, is text."""
    start = state.pos
    if state.src[start] != "[":
        return False
    if _EMPTY_LABEL.match(state.src, start):
        return emphasis.take(state, "[", silent)
    tried = state.env.setdefault(_BRACKETS, 0)
    if tried >= MAX_BRACKETS or state.src.find("](", start) < 0:
        run = _OPENING.match(state.src, start)
        return run is not None and emphasis.take(state, run[0], silent)
    state.env[_BRACKETS] = tried + 1
    found = link(state, True) and not state.src[start : state.pos - 1].rstrip().endswith("(")
    if not found or not silent:
        state.pos = start
    return found and (silent or link(state, False))


def _make_parser() -> MarkdownIt:
    options: dict[str, Any] = {"html": False, "linkify": False, "breaks": True, "xhtmlOut": False}
    markdown = _Markdown("commonmark", options, renderer_cls=_Renderer)
    markdown.enable(list(_ON)).disable(list(_OFF))
    block, inline = markdown.block.ruler, markdown.inline.ruler
    block.at("table", blocks.small_table, {"alt": ["paragraph", "reference"]})
    block.at("fence", _where("```|~~~", fence), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    block.at("blockquote", _where(">", blockquote, MAX_LEVEL), {"alt": ["paragraph", "blockquote", "list"]})
    block.at("hr", _where(_RULE, hr), {"alt": ["paragraph", "blockquote", "list"]})
    block.at("list", _where(_ITEM, list_block, MAX_LEVEL), {"alt": ["paragraph", "blockquote"]})
    block.at("heading", _where(_HEADING, heading), {"alt": ["paragraph", "reference", "blockquote"]})
    block.at("paragraph", blocks.paragraph)
    markdown.inline.terminator_re = _SPECIAL
    inline.at("newline", blocks.newline)
    inline.at("link", _link)
    inline.before("newline", "addresses", autolink)
    inline.after("addresses", "shortcode", shortcode)
    inline.at("emphasis", emphasis.tokenize)
    inline.disable("strikethrough")
    markdown.inline.ruler2.at("strikethrough", emphasis.pair)
    markdown.core.ruler.push("finish", blocks.finish)
    return markdown


MARKDOWN = _make_parser()


def inlines(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens with inline content, such as one for each paragraph."""
    return (token for token in tokens if token.type == "inline" and token.children)


def outside_links(children: Sequence[Token]) -> Iterator[Token]:
    """Yield the text tokens of a paragraph that are outside links and code."""
    depth = 0
    for token in children:
        depth += token.nesting if token.tag == "a" else 0
        if token.type == "text" and not depth:
            yield token


def plain_text(content: str) -> str:
    """Return the text of `content` without markup and spoilers. Line breaks are kept."""
    parts: list[str] = []
    for token in MARKDOWN.parse(content):
        if token.type == "fence":
            parts.append(token.content)
        elif token.type == "inline":
            parts += _plain(token.children or [])
            parts.append("\n")
    return "".join(parts)


def _plain(children: Sequence[Token]) -> Iterator[str]:
    depth = 0
    for child in children:
        if child.type == "spoiler_open":
            yield "" if depth else HIDDEN
        depth += child.nesting if child.type.startswith("spoiler_") else 0
        if not depth:
            yield child.content or " " * (child.tag == "br")
