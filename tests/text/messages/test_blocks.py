"""Tables, headings, tasks, rules, numbers of lists, indents, and messages in which nothing would be seen.

The tables and tasks are from the GFM specification (0.29, examples 198 to 205 and 279 to 280), the lists and rules from
CommonMark 0.31.
"""

import re
from html import unescape

import pytest

from chat.text.messages.blocks import MAX_CELLS
from chat.text.messages.markdown import render


def shown(content: str) -> str:
    """Return the text of the HTML, with a line for each line that a reader sees."""
    return unescape(re.sub(r"<[^>]*>", "", render(content).replace("</p>\n<p>", "\n\n")))


def cells(content: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", render(content), re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


@pytest.mark.parametrize(
    ("content", "table"),
    [
        ("| foo | bar |\n| --- | --- |\n| baz | bim |", [["foo", "bar"], ["baz", "bim"]]),
        ("| abc | defghi |\n:-: | -----------:\nbar | baz", [["abc", "defghi"], ["bar", "baz"]]),
        (
            "| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |",
            [["f|oo"], ["b <code>|</code> az"], ["b <strong>|</strong> im"]],
        ),
        ("| abc | def |\n| --- | --- |\n| bar | baz |\n> bar", [["abc", "def"], ["bar", "baz"]]),
        ("| abc | def |\n| --- | --- |\n| bar | baz |\nbar\n\nbar", [["abc", "def"], ["bar", "baz"], ["bar", ""]]),
        ("| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |", [["abc", "def"], ["bar", ""], ["bar", "baz"]]),
        ("| abc | def |\n| --- | --- |", [["abc", "def"]]),
        ("|甲|乙|\n|---|---|\n|一|**二。**三|", [["甲", "乙"], ["一", "<strong>二。</strong>三"]]),
        ("before\n|a|b|\n|-|-|\n|1|2|", [["a", "b"], ["1", "2"]]),
        ("- |a|b|\n  |-|-|\n  |1|2|", [["a", "b"], ["1", "2"]]),
        ("> |a|\n> |-|\n> |1|", [["a"], ["1"]]),
    ],
)
def test_a_table_has_its_cells(content: str, table: list[list[str]]) -> None:
    assert cells(content) == table


def test_a_column_is_aligned_as_its_line_says() -> None:
    html = render("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|")
    assert re.findall(r'<td(?: align="(\w+)")?>', html) == ["left", "center", "right", ""]
    assert html.startswith('<div class="table"><table>')


@pytest.mark.parametrize(
    "content", ["| abc | def |\n| --- |\n| bar |", "a | b", "|a|\n|b|", "a\n-\nb | c", "|a|b|\n|-|-|-|", "| | |\n|-|-|"]
)
def test_what_is_no_table_is_shown_as_typed(content: str) -> None:
    assert "<table>" not in render(content)


def test_a_table_with_too_many_columns_is_shown_as_typed_and_one_with_too_many_rows_ends() -> None:
    assert "<table>" not in render("|a" * 40 + "|\n" + "|-" * 40 + "|")
    long = render("|a|b|\n|-|-|\n" + "|1|2|\n" * MAX_CELLS)
    assert long.count("<td>") <= MAX_CELLS
    assert long.count("1") == MAX_CELLS


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("# a", "<h3>a</h3>"),
        ("## a\n### b\n#### c\n###### d", "<h4>a</h4>\n<h5>b</h5>\n<h6>c</h6>\n<h6>d</h6>"),
        ("# a **b** #", "<h3>a <strong>b</strong></h3>"),
        ("a\n# b\nc", "<p>a</p>\n<h3>b</h3>\n<p>c</p>"),
        ("# 标题", "<h3>标题</h3>"),
        ("#a", "<p>#a</p>"),
        ("####### a", "<p>####### a</p>"),
        ("\\# a", "<p># a</p>"),
        ("a\n---\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("a\n\n***\n\nb\n\n_ _ _", "<p>a</p>\n<hr>\n<p>b</p>\n<hr>"),
        ("a\n===", "<p>a<br>\n===</p>"),
    ],
)
def test_headings_and_rules(content: str, html: str) -> None:
    assert render(content) == html


@pytest.mark.parametrize(
    ("content", "boxes"),
    [
        ("- [ ] foo\n- [x] bar", [False, True]),
        ("- [x] foo\n  - [ ] bar\n  - [x] baz\n- [ ] bim", [True, False, True, False]),
        ("1. [X] a\n2. [ ] b", [True, False]),
        ("* [ ] **a**\n+ [x] [b](http://c)", [False, True]),
        ("- [ ] 买菜\n\n- [x] @ada", [False, True]),
        ("- [] a\n- [y] b\n- [x]c\n- a [x] b", []),
        ("- [x](http://a)\n[ ] a", []),
        ("- `[x] a`\n- \\[x] a", []),
    ],
)
def test_a_task_has_a_box(content: str, boxes: list[bool]) -> None:
    found = re.findall(r"<input ([^>]*)>", render(content))
    assert ["checked" in box for box in found] == boxes
    assert all("disabled" in box and 'type="checkbox"' in box for box in found)
    assert render(content).count('class="task"') == len(boxes)


def numbers(content: str) -> list[int]:
    """Return the numbers that a browser shows before the items of all lists."""
    found: list[int] = []
    counters: list[int] = []
    for tag, attributes in re.findall(r"<(/?ol|li|ul|/ul)([^>]*)>", render(content)):
        number = re.search(r'(?:start|value)="(\d+)"', attributes)
        if tag in ("ol", "ul"):
            counters.append(int(number[1]) - 1 if number else 0)
        elif tag.startswith("/"):
            counters.pop()
        else:
            counters[-1] = int(number[1]) if number else counters[-1] + 1
            found.append(counters[-1])
    return found


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ("1. a\n2. b\n3. c", [1, 2, 3]),
        ("3. a", [3]),
        ("2. a\n4. b\n3. c", [2, 4, 3]),
        ("1. a\n1. b\n1. c", [1, 1, 1]),
        ("0. a\n1. b", [0, 1]),
        ("5) a\n7) b", [5, 7]),
        ("1. a\n3) b", [1, 3]),
        ("1. a\n\n   5. b\n   9. c\n4. d", [1, 5, 9, 4]),
        ("2024. a\n1999. b", [2024, 1999]),
        ("999999999. a", [999999999]),
        ("10. a\n\n12. b\n\n    c", [10, 12]),
        ("> 7. a\n> 9. b", [7, 9]),
        ("1. a\n   - b\n   - c\n3. d", [1, 1, 2, 3]),
        ("1. a\n\nb\n\n2. c", [1, 2]),
    ],
)
def test_a_list_keeps_the_numbers_that_were_written(content: str, written: list[int]) -> None:
    assert numbers(content) == written


@pytest.mark.parametrize("content", ["007. a", "01. a", "1234567890. a", "1.a", "-1. a", "１. a"])
def test_what_a_list_could_not_keep_is_text(content: str) -> None:
    assert shown(content) == content


def test_long_numbers_get_the_space_that_they_need() -> None:
    assert 'class="digits-4"' in render("1. a\n2026. b")
    assert "digits" not in render("1. a\n99. b")
    assert 'class="paren digits-3"' in render("100) a")


@pytest.mark.parametrize(
    "content",
    [
        ">",
        "> >",
        "> > >",
        ">\n>",
        "-",
        "+",
        "*",
        "- -",
        "-\n-",
        "1.",
        "7)",
        "1.\n2.",
        "```",
        "```\n```",
        "```py",
        "~~~",
        "~~~~\n~~~~",
        "#",
        "##",
        "######",
        "# #",
        "---",
        "***",
        "___",
        "* * *",
        "---\n\n***",
        "> ---",
        "` `",
        "`  `",
        "****",
        "__",
        "~~",
        "~~~~",
        "||",
        "||||",
        "[]()",
        "[ ]( )",
        "![]()",
        "<>",
        "<!-- -->",
        "<br>",
        "&nbsp;",
        "&#8203;",
        "\\",
        "> -",
        "- >",
        "> ```",
        "- ```",
        "1. >",
        "| |\n|-|",
        "|\n|-|",
        "[]: a",
        "``",
        "`",
        "*",
        "_",
        "- `\u200b`",
        "> \u200b",
        "**\u200b**",
    ],
)
def test_a_message_in_which_nothing_would_be_seen_is_shown_as_typed(content: str) -> None:
    html = render(content)
    assert [line.rstrip() for line in shown(content).split("\n")] == [
        line.rstrip() for line in content.rstrip().split("\n")
    ]
    assert re.sub(r"</?p>|<br>", "", html) == re.sub("<[^>]*>", "", html)


@pytest.mark.parametrize(
    "content",
    [
        "[](http://a/)",
        "[ ](http://a/)",
        "[\u200b](http://a/)",
        "[\u3164](http://a/)",
        "[\n](http://a/)",
        "![](http://a/)",
        "[](http://a/) look",
        "a [](http://a/) b [\u00a0](http://b/)",
    ],
)
def test_a_link_without_text_shows_its_address(content: str) -> None:
    assert shown(content) == content
    assert re.search(r">http://a/</a>", render(content))


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("a\n>", "<p>a</p>\n<p>&gt;</p>"),
        ("```\n```\n\na", "<p>```<br>\n```</p>\n<p>a</p>"),
        ("- a\n-\n- b", "<ul>\n<li>a</li>\n<li></li>\n<li>b</li>\n</ul>"),
        ("> a\n>\n> b", "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>"),
    ],
)
def test_only_the_block_that_would_be_empty_is_shown_as_typed(content: str, html: str) -> None:
    assert render(content) == html


@pytest.mark.parametrize(
    "content",
    [
        "a  b",
        "a    b     c",
        "  a",
        "    a\n      b\n  c",
        "a\n    b",
        "a  b **c**  d",
        "  **a**\n    _b_",
        "a\tb",
        "\ta *b*",
        "x   =  1\ny   = 22",
        "你　好  吗",
        "a  \n  b",
        "@ada  x",
        "\u3000\u3000段落  _a_",
    ],
)
def test_spaces_and_indents_stay(content: str) -> None:
    plain = re.sub(r"(?<!\w)[*_]+(?=\w)|(?<=\w)[*_]+(?!\w)", "", content)
    assert [line.rstrip() for line in shown(content).split("\n")] == [line.rstrip() for line in plain.split("\n")]
