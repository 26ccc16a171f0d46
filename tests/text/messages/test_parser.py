"""The Markdown parser."""

import gc
import sys
from collections.abc import Callable
from functools import partial

import pytest

from chat.text.messages.parser import MARKDOWN, MAX_LEVEL, inlines, outside_links, plain_text


def calls(function: Callable[[], object]) -> int:
    """Count the Python and C function calls of `function`. Unlike time, the count does not depend on the machine."""
    count = 0

    def count_calls(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    function()  # fills caches, and imports
    gc.disable()  # what the collector calls is the work of others
    sys.setprofile(count_calls)
    try:
        function()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


HOSTILE = [
    "[", "![", "[](", "[a](", "[a]()", "[a](https://x.org) ",
    "[a](<", ">", "> ", "- ", "1. ", "*a ", "**a ", "_a", "*_", "~~a ", "`", "``a", "@", "a@",
    "a@b.", "<", "\\", "://", "a://", "http://a ", "http://", "mailto:", "a\n", "- a\n", "> a\n", "```\n", "(", "[]",
    "&", "  \n",
]  # fmt: skip


@pytest.mark.parametrize("atom", HOSTILE)
def test_the_work_on_malicious_input_is_linear(atom: str) -> None:
    half, whole = (calls(partial(MARKDOWN.render, (atom * size)[:size])) for size in (2000, 4000))
    assert whole <= 2.5 * half + 1000


@pytest.mark.parametrize("atom", HOSTILE)
def test_malicious_input_takes_at_most_100_times_the_work_of_prose(atom: str) -> None:
    prose = calls(lambda: MARKDOWN.render(("Shall we *meet* at `ten`? " * 200)[:4000]))
    assert calls(lambda: MARKDOWN.render((atom * 4000)[:4000])) <= 100 * prose


def test_deep_nesting_loses_no_text() -> None:
    for deep in ("> " * 100 + "word", "- " * 100 + "word", "> - " * 50 + "word"):
        assert "word" in plain_text(deep)
        assert max(token.level for token in MARKDOWN.parse(deep)) <= MAX_LEVEL + 2


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("a **b**\nc", "a b c\n"),
        ("`x` [y](https://z.org)", "x y\n"),
        ("```\ncode\n```", "code\n"),
        ("> q\n\np", "q\np\n"),
    ],
)
def test_plain_text_has_no_markup(content: str, text: str) -> None:
    assert plain_text(content) == text


def test_outside_links_skips_links_and_code() -> None:
    (inline,) = inlines(MARKDOWN.parse("a [b **c**](https://x.org) d `e` https://y.org *f*"))
    assert "".join(token.content for token in outside_links(inline.children or [])) == "a  d   f"
