"""The rendering of messages: safety, the fast path and the dialect."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chat.text.messages import highlight
from chat.text.messages.content import ContentRefused, check_content
from chat.text.messages.markdown import _render_markup, may_be_markup, render, render_plain
from chat.text.messages.mentions import MentionTarget, candidates
from chat.text.messages.parser import MARKDOWN

LINK = 'target="_blank" rel="noopener noreferrer nofollow"'

ALLOWED = {
    "a": {"href", "rel", "target"},
    "ol": {"start", "class"},
    "li": {"value", "class"},
    "pre": {"class", "data-language"},
    "span": {"class", "data-user-id"},
    "div": {"class"},
    "th": {"align"},
    "td": {"align"},
    "input": {"type", "disabled", "checked"},
}
ALLOWED |= {tag: set() for tag in "p br strong em s code ul blockquote h3 h4 h5 h6 hr table thead tbody tr".split()}
CLASSES = {"code", "code-long", "mention", "mention-all", "spoiler", "task", "table", "paren", *highlight.CLASSES}
CLASSES |= {f"digits-{digits}" for digits in range(3, 10)}
VALUES = {"type": {"checkbox"}, "align": {"left", "center", "right"}, "disabled": {"", None}}


class Auditor(HTMLParser):
    """Parses HTML as a browser does and records everything that a message may not contain."""

    def __init__(self) -> None:
        super().__init__()
        self.offences: list[object] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ALLOWED or len(given) != len(attrs) or not set(given) <= ALLOWED[tag]:
            self.offences.append((tag, attrs))
        if tag == "a" and not re.match(r"(https?://|mailto:)[!-~]+$", given.get("href") or ""):
            self.offences.append(attrs)
        if tag == "a" and (given.get("rel"), given.get("target")) != ("noopener noreferrer nofollow", "_blank"):
            self.offences.append(attrs)
        if not set((given.get("class") or "").split()) <= CLASSES:
            self.offences.append(attrs)
        if any(value not in VALUES.get(name, {value}) for name, value in attrs):
            self.offences.append(attrs)
        if tag == "input" and (given.get("type") != "checkbox" or "disabled" not in given):
            self.offences.append(attrs)
        if tag not in ("br", "hr", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.offences.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.offences.append(data)

    def handle_decl(self, decl: str) -> None:
        self.offences.append(decl)

    def handle_pi(self, data: str) -> None:
        self.offences.append(data)

    def unknown_decl(self, data: str) -> None:
        self.offences.append(data)


def offences(html: str) -> list[object]:
    auditor = Auditor()
    auditor.feed(html)
    auditor.close()
    return auditor.offences + auditor.open


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0c>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)"/>',
    "<img src=`javascript:alert(1)`>",
    '"><img src=x onerror=alert(1)>',
    "'\"><svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='https://x.org' onclick=alert(1)>x</a>",
    "<base href=//evil.example>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//evil.example';</style>",
    "<div style=background:url(javascript:alert(1))>",
    "<!-- --><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><x/>",
    "<!DOCTYPE html>",
    "</p><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://x.org/1)",
    "[x](//evil.example)",
    "[x](/logout)",
    "[x](#top)",
    "[x](https://x.org 'onclick=alert(1)')",
    "[x](https://x.org \"><script>alert(1)</script>\")",
    '[x](https://x.org/"onmouseover="alert(1))',
    "[x](https://x.org/'onmouseover='alert(1))",
    "[x](<https://x.org/ onclick=alert(1)>)",
    "[<img src=x onerror=alert(1)>](https://x.org)",
    "![x](javascript:alert(1))",
    '![" onerror="alert(1)](https://x.org)',
    "<javascript:alert(1)>",
    "<https://x.org/\"onclick=alert(1)>",
    "<mailto:a@x.org?body=<script>>",
    "https://x.org/<script>alert(1)</script>",
    'https://x.org/"onmouseover=alert(1)',
    "https://x.org/'onmouseover=alert(1)//",
    "javascript://x.org/%0aalert(1)",
    "javascript:alert(1)//https://x.org",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x][y]\n\n[y]: data:text/html,x 'onclick'",
    "```<script>\nalert(1)\n```",
    '```"onload=alert(1)\nx\n```',
    '```python" onload="alert(1)\nx\n```',
    "```python\n</code></pre><script>alert(1)</script>\n```",
    "```html\n<script>alert('&lt;')</script>\n```",
    "`<script>alert(1)</script>`",
    "`</code><img src=x onerror=alert(1)>`",
    "@ada<script>alert(1)</script>",
    '@ada"onclick="alert(1)',
    "<span class=mention data-user-id=1>@root</span>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "**<b onclick=alert(1)>**",
    "> <script>alert(1)</script>\n- <img src=x onerror=alert(1)>",
    "# <script>alert(1)</script>\n## [x](javascript:alert(1))",
    "| <script>alert(1)</script> | a |\n|---|:-:|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |",
    '|"onclick="alert(1)|\n|:-:|\n|</table><script>alert(1)</script>|',
    "| a |\n|---\" onclick=alert(1)|\n| b |",
    "- [ ] <input autofocus onfocus=alert(1)>\n- [x] [x](javascript:alert(1))",
    '- [x" onclick="alert(1)] a\n- [x] </li></ul><script>alert(1)</script>',
    "||<script>alert(1)</script>||",
    '||"onclick="alert(1)|| ||</span><img src=x onerror=alert(1)>||',
    "<span class=spoiler onclick=alert(1)>||a||</span>",
    "<input type=checkbox onclick=alert(1)> <input type=image src=x onerror=alert(1)>",
    "<table background=javascript:alert(1)><tr><td style=x>a</td></tr></table>",
    "<h3 onclick=alert(1)>a</h3><hr onclick=alert(1)><div class=table onclick=alert(1)>",
    "www.x.org/\"onclick=alert(1) www.x.org'onclick='alert(1)",
    "www.<script>alert(1)</script>.org",
    "http://[::1]\"onclick=alert(1)//",
    "http://[javascript:alert(1)]/",
    "http://javascript:alert(1)@x.org/ javascript:www.x.org",
    "mailto:a@x.org?body=<script> javascript:a@x.org",
    ":tada:<script>:tada:</script>",
    "1. a\n999999999. <script>\n7. \" value=\"x\"",
    "\u3008script\u3009 \uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "\u2028<script>\u2029",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} #{7*7}",
]  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE)
def test_nothing_outside_the_allowlist_is_rendered(content: str) -> None:
    for wrapped in (content, f"**{content}**", f"> {content}", f"- {content}", f"[{content}](https://x.org)"):
        assert offences(render(wrapped, {"ada": MentionTarget(1)})) == []


@pytest.mark.parametrize("content", HOSTILE)
def test_the_parser_is_safe_without_the_sanitiser(content: str) -> None:
    """So a bug in one of the two layers does not make a page unsafe."""
    html = MARKDOWN.render(content)
    auditor = Auditor()
    auditor.feed(
        re.sub(r'<a href="(https?://|mailto:)[^"]*"(?: title="[^"]*")?>', f'<a href="https://x" {LINK}>', html)
    )
    assert auditor.offences == []


FRAGMENTS = st.sampled_from(
    [
        "<",
        ">",
        '"',
        "'",
        "&",
        "`",
        "```",
        "\n",
        " ",
        "*",
        "_",
        "~~",
        "[",
        "](",
        ")",
        "javascript:",
        "https://x.org",
        "onx=",
        "script",
        "@ada",
        "\\",
        "/",
        "- ",
        "> ",
        "||",
        "|",
        "|-|",
        "# ",
        "---",
        "- [x] ",
        "www.x.org",
        "http://[::1]",
        "a@x.org",
        ":tada:",
        "7. ",
        "你",
    ]
)


@given(st.lists(FRAGMENTS | st.text(max_size=3), max_size=25).map("".join))
def test_no_combination_of_markup_escapes(content: str) -> None:
    assert offences(render(content.encode(errors="replace").decode(), {"ada": MentionTarget(1)})) == []


def test_the_auditor_finds_each_offence() -> None:
    bad = [
        "<b>x</b>",
        '<p onclick="x">a</p>',
        '<a href="javascript:x">a</a>',
        "<p>",
        "</p>",
        "<!-- x -->",
        '<span class="x">a</span>',
        '<input type="image" disabled>',
        '<input type="checkbox">',
        '<td align="x">a</td>',
    ]
    assert all(offences(html) for html in bad)
    assert offences(f'<p><a href="https://x.org" {LINK}>a</a><br></p>') == []


# --- The fast path


PLAIN = st.text(
    st.sampled_from("ab Zé好😀.,!?:;/'\"()&>#=|{}%$^-+1239。，\n \n \u200b\u0301\u2028\u00a0\u3000\ufeff]~")
    | st.characters(codec="utf-8"),
    max_size=80,
)


@given(PLAIN)
@example("a  \nb")
@example("  a\n \n\n  b \n")
@example("a & b > c \"d\" 'e'")
@example("#a\n#######b\n===\n|a|b|")
@example("a  b   c\n   d\n\n      e")
@example("  |a|b|\n :) 12:30 |x| a | b || c")
@example("  #\n#\na")
@example("a:b:c www . x ::")
@example("12:30, 1.5 and 3) no")
@example("http: //x www.example.com README.md a:b")
@example("")
@example(" \n ")
def test_the_fast_path_and_the_slow_path_have_the_same_output(content: str) -> None:
    if not may_be_markup(content):
        assert render_plain(content) == _render_markup(MARKDOWN.parse(content), {}, {}, highlight.Budget())


@pytest.mark.parametrize(
    "content",
    ["Morning!", "你好，世界。", "What's up? (12:30)", "a\nb\n\nc & d", "naïve 😀 #1 50% x=y; a/b", "v1.2 main.py"],
)
def test_text_without_markup_takes_the_fast_path(content: str) -> None:
    assert not may_be_markup(content)


@pytest.mark.parametrize(
    "content",
    [
        "*a*",
        "a_b",
        "~~a~~",
        "`a`",
        "[a](b)",
        "<a>",
        "\\a",
        "@ada",
        "＠李雷",
        "see https://x.org",
        "- a",
        "# a",
        "  ## a",
        "a|b\n-|-",
        "|a|b|\n|---|---|",
        "a|b\n:-|:-",
        "||a||",
        "www.x.org",
        "看WWW.x.org",
        ":tada:",
        "a\n> b",
        "1. a",
        "2) a",
        "+ a",
    ],
)
def test_markup_takes_the_slow_path(content: str) -> None:
    assert may_be_markup(content)


@given(st.text(max_size=200))
def test_all_content_that_can_be_stored_can_be_rendered(content: str) -> None:
    try:
        stored = check_content(content)
    except ContentRefused:
        return
    assert offences(render(stored, {name: MentionTarget(1) for name in candidates(stored)})) == []


# --- The dialect


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("hi", "<p>hi</p>"),
        ("a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>"),
        ("**b** *i* _i_ ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <em>i</em> <s>s</s> <code>c</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>"),
        ("[x](https://x.org)", f'<p><a href="https://x.org" {LINK}>x</a></p>'),
        ("<https://x.org>", f'<p><a href="https://x.org" {LINK}>https://x.org</a></p>'),
        ("ada@x.org", f'<p><a href="mailto:ada@x.org" {LINK}>ada@x.org</a></p>'),
        ("https://x.org/a_b_c.", f'<p><a href="https://x.org/a_b_c" {LINK}>https://x.org/a_b_c</a>.</p>'),
        ("看https://x.org/a，好", f'<p>看<a href="https://x.org/a" {LINK}>https://x.org/a</a>，好</p>'),
        ("（https://x.org/a）。", f'<p>（<a href="https://x.org/a" {LINK}>https://x.org/a</a>）。</p>'),
        ("[x](https://x.org 'title')", f'<p><a href="https://x.org" {LINK}>x</a></p>'),
        ("```\na <b>\n```", '<pre class="code"><code>a &lt;b&gt;\n</code></pre>'),
        ("```nonsense\na\n```", '<pre class="code"><code>a\n</code></pre>'),
        (
            "```Python title\nif 1:\n```",
            '<pre class="code" data-language="python"><code><span class="hl-keyword">if</span> '
            '<span class="hl-number">1</span>:\n</code></pre>',
        ),
        ("\\*a\\*", "<p>*a*</p>"),
    ],
)
def test_markup_of_the_dialect_is_rendered(content: str, html: str) -> None:
    assert render(content) == html


@pytest.mark.parametrize(
    "content",
    [
        "#x",
        "x\n===",
        "&nbsp; &amp;",
        "<b>x</b>",
        "[x]: https://x",
        "ftp://x.org",
        "a * b_c",
        "README.md",
        "[]()",
        "[x]( )",
        "[x](<>)",
        "https://x.org|",
        "[x](https://x:y)",
        "[x]",
        "[x](y)",
    ],
)
def test_other_markup_is_shown_as_typed(content: str) -> None:
    shown = re.sub(r"<a [^>]*>|</a>|</?p>|<br>", "", render(content))
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == content


def test_an_image_becomes_a_link() -> None:
    assert render("![x](https://x.org/y.png)") == f'<p>!<a href="https://x.org/y.png" {LINK}>x</a></p>'


def test_indented_lines_are_not_code() -> None:
    assert render("    a\n    *b*") == "<p>    a<br>\n    <em>b</em></p>"


def test_quotes_nested_too_deeply_are_shown_as_text() -> None:
    html = render("> " * 50 + "word")
    assert html.count("<blockquote>") == 8
    assert "word" in html
