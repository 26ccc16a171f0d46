"""Parse the Markdown dialect of messages into markdown-it tokens."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_inline import StateInline, emphasis, link, linkify, strikethrough
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from chat.text.messages import highlight

MAX_LEVEL = 8
"""Maximum nesting: a quote counts one, a list two. Deeper markers are shown as text."""

BUDGET = "highlighting"
"""The key of the `highlight.Budget` in the environment with which tokens are rendered."""

MAX_DELIMITERS = 1000
"""Asterisks, underscores and tildes of a paragraph that may begin or end something: pairing them is quadratic."""

MAX_BRACKETS = 200
"""Places of a message where a link may begin: more than there is room for links, and looking for their ends is slow."""

URL_SCHEMES = frozenset({"http", "https", "mailto"})

_OFF = ("heading", "lheading", "hr", "code", "reference", "html_block", "html_inline", "image", "entity", "text_join")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s/]", re.IGNORECASE)
_ADDRESS = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, url_schemes=URL_SCHEMES, link_rel=None)
_DELIMITERS = re.compile(r"\*+|_+|~+")
_OPENING = re.compile(r"\[+")
_BRACKETS = "brackets"
_SCHEME = 20
"""Characters before a `://` that tell whether a URL begins there. Neighbouring texts are joined in the end."""
_CJK_PUNCTUATION = re.compile(
    "[\u3000-\u3003\u3008-\u3011\u3014-\u301b\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u2018-\u201d\u2026]"
)


class _Linkify(LinkifyIt):  # type: ignore[misc]
    def _validate_http(self, text: str, pos: int) -> int:
        """End a URL at Chinese punctuation, because Chinese text may follow it without a space."""
        length: int = super()._validate_http(text, pos)
        found = _CJK_PUNCTUATION.search(text, pos, pos + length)
        return found.start() - pos if found else length


class _Renderer(RendererHTML):
    """Renders tokens. Each method renders the token type of its name."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        language = (tokens[idx].info.split() or [""])[0].lower()
        if language not in highlight.LANGUAGES:
            return f'<pre class="code"><code>{escapeHtml(tokens[idx].content)}</code></pre>\n'
        code = (env.get(BUDGET) or highlight.Budget()).to_html(tokens[idx].content, language)
        return f'<pre class="code" data-language="{escapeHtml(language)}"><code>{code}</code></pre>\n'

    def mention(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<span{self.renderAttrs(tokens[idx])}>{escapeHtml(tokens[idx].content)}</span>"

    def text_special(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return escapeHtml(tokens[idx].content)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Tell whether the sanitiser keeps the URL. If not, the link stays text."""
        return bool(_SAFE_LINK.match(url)) and _ADDRESS.clean(f'<a href="{escapeHtml(url)}">').startswith("<a href=")


def _capped(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    # markdown-it drops text that is nested deeper than maxNesting. Here it is kept as text.
    def capped(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < MAX_LEVEL and rule(state, start, end, silent)

    return capped


def _counted(rule: RuleFuncInlineType) -> RuleFuncInlineType:
    """Take a run of delimiters as text if the paragraph has too many of them."""

    def counted(state: StateInline, silent: bool) -> bool:
        run = _DELIMITERS.match(state.src, state.pos)
        if run is None or len(state.delimiters) + len(run[0]) <= MAX_DELIMITERS:
            return rule(state, silent)
        return _take(state, _DELIMITERS, silent)

    return counted


def _take(state: StateInline, characters: re.Pattern[str], silent: bool) -> bool:
    """Take the characters that begin here as text."""
    run = characters.match(state.src, state.pos)
    if run is None:
        return False
    if not silent:
        state.pending += run[0]
    state.pos = run.end()
    return True


def _linkify(state: StateInline, silent: bool) -> bool:
    """Parse a URL without markup. The original rule searches all of the text before each `://` for a scheme."""
    if not state.src[max(0, state.pos - 5) : state.pos].lower().endswith(("http", "https")):
        return False
    if not silent and len(state.pending) > _SCHEME:
        pending = state.pending
        state.pending = pending[:-_SCHEME]
        state.pushPending()
        state.pending = pending[-_SCHEME:]
    return linkify(state, silent)


def _link(state: StateInline, silent: bool) -> bool:
    """Parse a link. One without a URL, `[x]()`, is text."""
    start = state.pos
    if state.src[start] != "[":
        return False
    tried = state.env.setdefault(_BRACKETS, 0)
    if tried >= MAX_BRACKETS or state.src.find("](", start) < 0:
        return _take(state, _OPENING, silent)
    state.env[_BRACKETS] = tried + 1
    found = link(state, True) and not state.src[start : state.pos - 1].rstrip().endswith("(")
    if not found or not silent:
        state.pos = start
    return found and (silent or link(state, False))


def _make_parser() -> MarkdownIt:
    options: dict[str, Any] = {"html": False, "linkify": True, "breaks": True, "xhtmlOut": False}
    markdown = _Markdown("commonmark", options, renderer_cls=_Renderer)
    # Fuzzy links would turn README.md, main.py and run.sh into links to the domains of that name.
    # No link begins with // or ftp: here, and looking for the end of each is slow.
    markdown.linkify = _Linkify({"//": None, "ftp:": None}, options={"fuzzy_link": False})
    markdown.enable(["strikethrough", "linkify"]).disable(list(_OFF))
    markdown.block.ruler.at("blockquote", _capped(blockquote), {"alt": ["paragraph", "blockquote", "list"]})
    markdown.block.ruler.at("list", _capped(list_block), {"alt": ["paragraph", "blockquote"]})
    markdown.inline.ruler.at("link", _link)
    markdown.inline.ruler.at("linkify", _linkify)
    markdown.inline.ruler.at("emphasis", _counted(emphasis.tokenize))
    markdown.inline.ruler.at("strikethrough", _counted(strikethrough.tokenize))
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
    """Return the text of `content` without markup. Line breaks are kept."""
    parts: list[str] = []
    for token in MARKDOWN.parse(content):
        if token.type == "fence":
            parts.append(token.content)
        elif token.type == "inline":
            parts.extend(child.content or " " * (child.tag == "br") for child in token.children or [])
            parts.append("\n")
    return "".join(parts)
