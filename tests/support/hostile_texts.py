"""Texts that are meant to be slow: families of repetition, each of any length."""

from collections.abc import Callable

Family = Callable[[int], str]
"""Makes a text of the given length."""

_REPEATED = {
    "brackets": "[",
    "closing brackets": "]",
    "brackets with parentheses": "[a](",
    "links": "[a](http://b.c)",
    "links with titles": '[a](http://b "',
    "links in links": "[a[b](c)",
    "pictures": "![",
    "backticks": "`",
    "pairs of backticks": "`a``",
    "asterisks": "*",
    "strong and emphasised": "*a **b ",
    "closing emphasis": "a** b* ",
    "underscores": "_a __b ",
    "mixed emphasis": "*_",
    "tildes": "~~",
    "struck": "~~a ",
    "blank lines": "\n",
    "paragraphs": "a\n\n",
    "lines": "a\n",
    "quotes": ">",
    "quoted lines": "> a\n",
    "quotes and lists": "> - ",
    "list markers": "- ",
    "list items": "- a\n",
    "numbered items": "1. a\n",
    "list items and blank lines": "- a\n\n",
    "indentation": " ",
    "tabs": "\t",
    "fences": "```\n",
    "fences with a language": "```py\n",
    "tilde fences": "~~~\n",
    "less than": "<",
    "ampersands": "&",
    "entities": "&amp;",
    "comments": "<!--",
    "tags": "<a b=",
    "autolinks": "<http://a.b>",
    "addresses": "<a@b.c>",
    "URLs": "http://a.b ",
    "URLs without an end": "http://",
    "one long URL": "http://a/",
    "mail links": "mailto:a@b.c ",
    "schemes": "://",
    "slashes": "//",
    "backslashes": "\\",
    "escapes": "\\*",
    "line breaks": "a\\\n",
    "at signs": "@",
    "mentions": "@ab ",
    "mentions without spaces": "@ab@cd",
    "chinese mentions": "@你好世界这是一个名字",
    "wide at signs": "＠ab ",
    "hashes": "#",
    "rooms": "#ab ",
    "chinese rooms": "#你好世界这是一个名字",
    "mentions and rooms in paragraphs": "@ab #cd\n\n",
    "one long word": "a",
    "short words": "a ",
    "digits": "1",
    "chinese": "你好",
    "ideographs beyond the basic plane": "𠀀",
    "hangul": "각",
    "combining marks": "a\u0301",
    "ligatures": "ﷺ",
    "zero-width joiners": "👩\u200d",
    "invisible": "a\u200b",
    "capitals that grow": "İß",
    "quotation marks": '"',
    "quoted words": '"a" ',
    "apostrophes": "'",
    "parentheses": "(",
    "colons": ":",
    "shortcodes": ":a:",
    "stars after words": "ab* ",
    "minus signs": "-",
    "excluded words": "-a ",
    "filters": "from:a ",
    "pipes": "|",
    "no-break spaces": "\xa0",
    "controls": "\x01",
    "dots": ".",
    "commas": "a,",
    "bars": "||",
    "spoilers": "||a|| ",
    "open spoilers": "||a ",
    "table rows": "|a|b|\n",
    "table heads": "a|b\n-|-\n",
    "empty tables": "|\n-\n",
    "headings": "# a\n",
    "empty headings": "#\n",
    "rules": "---\n",
    "spaced rules": "- - -\n",
    "tasks": "- [ ] a\n",
    "rising numbers": "7. a\n3. b\n",
    "empty items": "-\n",
    "empty links": "[](http://a)",
    "www": "www.a.b ",
    "www without an end": "www. ",
    "IPv6": "http://[::1] ",
    "open IPv6": "http://[",
    "refused URLs": "http://a:99999/",
    "refused URLs with users": "http://a@b:99999/",
    "refused URLs in chinese": "http://a:99999/你",
    "refused www": "你www.a:99999/",
    "links with refused URLs": "[a](http://a:99999/",
    "hosts in other letters": "http://ар ",
    "punycode": "http://xn--80ak6aa92e.com ",
    "markers and URLs": "*a http://b* ",
    "mail addresses": "a@b.c ",
    "mail addresses with underscores": "a_b@c.d ",
    "open mail addresses": "a_b@",
    "addresses in addresses": "@ab@cd.ef ",
    "mentions and slashes": "@ab/@cd/@ef ",
    "paths with at signs": "a.b/@",
    "known shortcodes": ":x: ",
    "strong chinese": "中**（",
    "chinese underscores": "中_文",
}

_CODE = {
    "strings": '"a" ',
    "single strings": "'a' ",
    "long strings": '"""',
    "long single strings": "'''",
    "slashes with stars": "/*",
    "stars with slashes": "*/",
    "line comments": "// a\n",
    "hash comments": "# a\n",
    "braces": "{",
    "closing braces": "}",
    "interpolations": "${",
    "ruby interpolations": "#{",
    "nested calls": "a(",
    "generics": "a<",
    "paths": "a::",
    "members": "a.",
    "assignments": "a = ",
    "arrows": "a -> ",
    "annotations": "@a ",
    "classes": "class a ",
    "functions": "def a",
    "here documents": "<<EOF\n",
    "substitutions": "$(",
    "percent literals": "%q{",
    "regular expressions": "/a/",
    "numbers": "0x",
    "exponents": "1e",
    "backslashed lines": "\\\n",
    "lines that begin with spaces": " a\n",
    "lines of spaces": "  \n",
    "keys": "a: ",
    "key lines": "a: b\n",
    "tags with attributes": "<a b='c'>",
    "closing tags": "</a>",
    "sections": "[a]\n",
    "prompts": "$ a\n",
    "python prompts": ">>> a\n",
    "diff lines": "+a\n",
    "requests": "GET / HTTP/1.1\n",
    "headers": "A: b\n",
    "dollars": "$a ",
    "equals signs": "=",
    "semicolons": ";",
    "percent signs": "%",
    "plus signs": "+",
    "question marks": "?",
    "at lines": "@@ -1 +1 @@\n",
    "words far apart": "a" + " " * 99,
    "lines far apart": "a" + "\n" * 99,
    "lines with spaces far apart": "a\n" + " " * 97 + "\n",
    "words and tabs": "a" + "\t" * 99,
}

_AROUND = {
    "unclosed string": ('"', "a ", ""),
    "unclosed string of escapes": ('"', "\\", ""),
    "unclosed single string": ("'", "a ", ""),
    "unclosed comment": ("/*", "a ", ""),
    "unclosed comment of stars": ("/*", "*", ""),
    "unclosed tag": ("<a ", "b ", ""),
    "unclosed HTML comment": ("<!--", "-", ""),
    "unclosed brace": ("{", "a ", ""),
    "blank lines before a word": ("", "\n", "a"),
    "spaces before a word": ("", " ", "a"),
    "spaces after a word": ("a", " ", "b"),
    "words before a parenthesis": ("", "a ", "("),
    "dotted words before a parenthesis": ("", "a.", "("),
    "brackets before a link": ("", "[", "](http://a.b)"),
    "a link of brackets": ("[a](", "[", ""),
    "a link of parentheses": ("[a](", "(", ")"),
    "a title of spaces": ("[a](b ", " ", ")"),
    "backticks of growing number": ("", "`", "a"),
    "a quoted query": ('"', "a ", '"'),
    "a URL of brackets": ("http://a.b/", "(", ""),
    "a URL of dots": ("http://a.b/", ".", ""),
    "a URL of stars": ("http://a.b/", "*", ""),
    "a URL of brackets that close": ("http://a.b/", "]", ""),
    "a URL of entities": ("http://a.b/", "&a;", ""),
    "a host of labels": ("http://", "a.", ""),
    "a www of labels": ("www.", "a.", ""),
    "a wide table": ("", "|a", "\n" + "|-" * 30),
    "a table with many rows": ("|a|b|c|d|e|f|\n|-|-|-|-|-|-|\n", "|\n", ""),
    "a table with rows without bars": ("|a|b|\n|-|-|\n", "a\n", ""),
    "a long local part": ("", "a_", "@b.c "),
    "a path before a name": ("", "a.b/", "@ab"),
    "a label of blanks": ("[", "\u200b", "](http://a)"),
    "an open table head": ("|-", "|-", "x"),
    "a rule that is none": ("", "- ", "x"),
}


def _repeating(unit: str, before: str = "", after: str = "") -> Family:
    def make(length: int) -> str:
        room = length - len(before) - len(after)
        return before + (unit * (room // len(unit) + 1))[:room] + after

    return make


def _growing(char: str) -> Family:
    """Runs of the character, each longer than the one before, as `a`, `aa`, `aaa` …."""

    def make(length: int) -> str:
        runs, size = "", 1
        while len(runs) < length:
            runs, size = runs + char * size + " ", size + 1
        return runs[:length]

    return make


def _nested(opening: str, closing: str) -> Family:
    def make(length: int) -> str:
        depth = length // (len(opening) + len(closing))
        return opening * depth + closing * depth

    return make


_MADE = {name: _repeating(unit) for name, unit in _REPEATED.items()}
_MADE |= {name: _repeating(unit, before, after) for name, (before, unit, after) in _AROUND.items()}
_MADE |= {f"growing runs of {char}": _growing(char) for char in "`*_~[<"}
_MADE |= {
    "nested brackets": _nested("[", "]"),
    "nested links": _nested("[", "](a)"),
    "nested stars": _nested("*a", "*"),
}

TEXTS: dict[str, Family] = _MADE
"""Families for whatever reads text or Markdown."""

CODE: dict[str, Family] = {name: _MADE[name] for name in _MADE if len(_REPEATED.get(name, "")) < 2}
CODE |= {name: _repeating(unit) for name, unit in _CODE.items()}
"""Families for lexers of programming languages."""


def in_lines(family: Family, longest: int) -> Family:
    """The same family in lines of at most `longest` characters."""

    def make(length: int) -> str:
        lines = family(length).split("\n")
        pieces = [line[at : at + longest] for line in lines for at in range(0, len(line) or 1, longest)]
        return "\n".join(pieces)[:length]

    return make


def fenced(language: str, family: Family, length: int) -> str:
    """Return a message of two code blocks of this family, which together have `length` characters."""
    room = length // 2 - len(f"```{language}\n\n```\n")
    return "".join(f"```{language}\n{family(room)}\n```\n" for _ in range(2))
