"""Highlight fenced code: map the tokens of Pygments to a dozen CSS classes.

Some lexers need time that grows with the square of the code, so all code of one message shares a budget.
"""

import re
import threading
from functools import cache
from html import escape
from itertools import groupby
from time import thread_time

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.lexers.textfmts import HttpLexer
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, Text, _TokenType

from chat import conf

PREFIX = "hl-"

LANGUAGES = frozenset(
    """
    bash c c++ clojure cmake console cpp cs csharp css dart diff docker dockerfile elixir erlang f# fsharp go golang
    graphql groovy haskell hcl html http ini java javascript jinja js json json5 jsx julia kotlin latex less lua make
    makefile nginx nix objc objective-c ocaml perl php powershell properties protobuf ps1 py pycon pytb python r rb rs
    ruby rust scss sh shell sql swift terraform tex toml ts tsx typescript udiff vb.net vim vue xml yaml yml zig
    zsh
    """.split()
)
"""Languages that are highlighted. For any other name, Pygments would search the disk for plug-ins.

Scala is missing: one pattern of its lexer takes for ever on an open string of backslashes.
"""

MAX_CODE = 2000
MAX_LINE = 500
"""Code that is longer, or has a longer line, is not highlighted: a budget cannot end what is between two tokens."""

_GAP = re.compile(r"\s{100}")
"""White space that some lexers go through again and again. Code with it is not highlighted either."""

_WARM_UP = '<script>a</script><style>a{}</style>\n$ a\n>>> a\n  File "a", line 1\n    a\nRUN a\n'
"""Code that uses the lexers inside other lexers, such as that of JavaScript in HTML."""

_CLASSES: dict[_TokenType, str] = {
    Comment: "comment",
    Keyword: "keyword",
    Keyword.Constant: "constant",
    Keyword.Type: "type",
    Operator.Word: "keyword",
    Literal: "string",
    String: "string",
    Number: "number",
    Name.Attribute: "attribute",
    Name.Builtin: "builtin",
    Name.Class: "type",
    Name.Constant: "constant",
    Name.Decorator: "attribute",
    Name.Exception: "type",
    Name.Function: "function",
    Name.Tag: "keyword",
    Name.Variable: "variable",
    Generic.Deleted: "deleted",
    Generic.Error: "deleted",
    Generic.Heading: "heading",
    Generic.Inserted: "inserted",
    Generic.Prompt: "comment",
    Generic.Subheading: "heading",
}

CLASSES = frozenset(PREFIX + name for name in _CLASSES.values())
"""Every class that `to_html` can write."""


class Budget:
    """The processor time that the highlighting of one message may take.

    Code that was highlighted once costs nothing the second time.

    Attributes:
        left: Seconds.
    """

    __slots__ = ("_known", "left")

    def __init__(self, seconds: float = conf.HIGHLIGHT_SECONDS) -> None:
        self.left = seconds
        self._known: dict[tuple[str, str], str] = {}

    def to_html(self, code: str, language: str) -> str:
        """Return `code` as HTML, with `<span class="hl-…">` around tokens if it is short and the budget suffices.

        Args:
            code: any text.
            language: one of LANGUAGES.
        """
        known = self._known.get((code, language))
        if known is None:
            known = self._known[code, language] = self._highlighted(code, language) or escape(code, quote=False)
        return known

    def _highlighted(self, code: str, language: str) -> str | None:
        if self.left <= 0 or _is_risky(code):
            return None
        lexer_class = _lexer_class(language)
        began = thread_time()
        try:
            tokens = _tokens(lexer_class, code, began + self.left)
        finally:
            self.left -= thread_time() - began
        # Some lexers lose text, such as a last line without a line end. Then the code is not highlighted.
        if tokens is None or "".join(value for _, value in tokens) != code:
            return None
        return "".join(
            _span(name, escape("".join(value for _, value in run), quote=False))
            for name, run in groupby(tokens, key=lambda token: token[0])
        )


def to_html(code: str, language: str) -> str:
    """Highlight code with a budget of its own; see `Budget.to_html`."""
    return Budget().to_html(code, language)


def _is_risky(code: str) -> bool:
    return len(code) > MAX_CODE or max(map(len, code.split("\n"))) > MAX_LINE or _GAP.search(code) is not None


def _tokens(lexer_class: type[Lexer], code: str, until: float) -> list[tuple[str, str]] | None:
    """Return the class and the text of each token, or None if this takes longer than `until` (`thread_time`)."""
    tokens = []
    for _, kind, value in lexer_class(stripnl=False, ensurenl=False).get_tokens_unprocessed(code):
        tokens.append((_class(kind), value))
        if thread_time() > until:
            return None
    return tokens


def _span(name: str, html: str) -> str:
    return f'<span class="{PREFIX}{name}">{html}</span>' if name else html


class _Loading(threading.local):
    """The processor time that a thread has spent on making lexers ready."""

    seconds = 0.0


_loading = _Loading()


def working_time() -> float:
    """Return the processor time of this thread in seconds, without what it took to make lexers ready."""
    return thread_time() - _loading.seconds


class _Http(HttpLexer):  # type: ignore[misc]
    """Leaves the body alone. Pygments would choose its lexer by the content type, from all that are on the disk."""

    tokens = HttpLexer.tokens | {"content": [(r".+", Text)]}


@cache
def _lexer_class(language: str) -> type[Lexer]:
    """Return a lexer that is ready: the first use compiles its patterns, which is no message's fault."""
    began = thread_time()
    found: type[Lexer] = _Http if language == "http" else find_lexer_class_by_name(language)
    list(found().get_tokens(_WARM_UP))
    _loading.seconds += thread_time() - began
    return found


@cache
def _class(kind: _TokenType) -> str:
    for ancestor in reversed(kind.split()):
        if ancestor in _CLASSES:
            return _CLASSES[ancestor]
    return ""
