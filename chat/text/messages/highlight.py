"""Highlight fenced code: map the tokens of Pygments to a dozen CSS classes."""

from functools import cache
from html import escape
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, _TokenType

PREFIX = "hl-"

LANGUAGES = frozenset(
    """
    bash c c++ clojure cmake console cpp cs csharp css dart diff docker dockerfile elixir erlang f# fsharp go golang
    graphql groovy haskell hcl html http ini java javascript jinja js json json5 jsx julia kotlin latex less lua make
    makefile nginx nix objc objective-c ocaml perl php powershell properties protobuf ps1 py pycon pytb python r rb rs
    ruby rust scala scss sh shell sql swift terraform tex toml ts tsx typescript udiff vb.net vim vue xml yaml yml zig
    zsh
    """.split()
)
"""Languages that are highlighted. For any other name, Pygments would search the disk for plug-ins."""

MAX_CODE = 2000
"""Longer code is not highlighted, because some lexers need time that grows with the square of blank lines."""

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


def to_html(code: str, language: str) -> str:
    """Return `code` as HTML, with `<span class="hl-…">` around tokens if it is short enough.

    Args:
        code: any text.
        language: one of LANGUAGES.
    """
    if len(code) > MAX_CODE:
        return escape(code, quote=False)
    lexer = _lexer_class(language)(stripnl=False, ensurenl=False)
    tokens = [(_class(kind), value) for kind, value in lexer.get_tokens(code)]
    # Some lexers lose text, such as a last line without a line end. Then the code is not highlighted.
    if "".join(value for _, value in tokens) != code:
        return escape(code, quote=False)
    return "".join(
        _span(name, escape("".join(value for _, value in run), quote=False))
        for name, run in groupby(tokens, key=lambda token: token[0])
    )


def _span(name: str, html: str) -> str:
    return f'<span class="{PREFIX}{name}">{html}</span>' if name else html


@cache
def _lexer_class(language: str) -> type[Lexer]:
    found: type[Lexer] = find_lexer_class_by_name(language)
    return found


@cache
def _class(kind: _TokenType) -> str:
    for ancestor in reversed(kind.split()):
        if ancestor in _CLASSES:
            return _CLASSES[ancestor]
    return ""
