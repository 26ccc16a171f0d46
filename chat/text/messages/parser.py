"""Parse the Markdown dialect of messages into markdown-it tokens."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from chat.text.messages import highlight

MAX_LEVEL = 8
"""Maximum nesting: a quote counts one, a list two. Deeper markers are shown as text."""

URL_SCHEMES = frozenset({"http", "https", "mailto"})

_OFF = ("heading", "lheading", "hr", "code", "reference", "html_block", "html_inline", "image", "entity", "text_join")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s/]", re.IGNORECASE)
_ADDRESS = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, url_schemes=URL_SCHEMES, link_rel=None)
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
        code = highlight.to_html(tokens[idx].content, language)
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


def _link(state: StateInline, silent: bool) -> bool:
    """Parse a link. One without a URL, `[x]()`, is text."""
    start = state.pos
    found = link(state, True) and not state.src[start : state.pos - 1].rstrip().endswith("(")
    if not found or not silent:
        state.pos = start
    return found and (silent or link(state, False))


def _make_parser() -> MarkdownIt:
    options: dict[str, Any] = {"html": False, "linkify": True, "breaks": True, "xhtmlOut": False}
    markdown = _Markdown("commonmark", options, renderer_cls=_Renderer)
    # Fuzzy links would turn README.md, main.py and run.sh into links to the domains of that name.
    markdown.linkify = _Linkify(options={"fuzzy_link": False})
    markdown.enable(["strikethrough", "linkify"]).disable(list(_OFF))
    markdown.block.ruler.at("blockquote", _capped(blockquote), {"alt": ["paragraph", "blockquote", "list"]})
    markdown.block.ruler.at("list", _capped(list_block), {"alt": ["paragraph", "blockquote"]})
    markdown.inline.ruler.at("link", _link)
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
