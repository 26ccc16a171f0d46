"""Highlighted code, and the contrast of its colours."""

import re
from html import unescape
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.messages import highlight
from chat.text.messages.highlight import CLASSES, LANGUAGES, MAX_CODE, MAX_LINE, Budget, to_html
from tests.support.servers import ROOT

CSS = (ROOT / "static/css/messages/code.css").read_text()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_is_known_to_pygments_and_keeps_the_code(language: str) -> None:
    code = "\n\n<a href='x'>&amp;</a>\t\"if (x) { return 1; }\" # no\n  \n"
    assert unescape(re.sub(r'<span class="hl-[a-z]+">|</span>', "", to_html(code, language))) == code


@given(
    st.sampled_from(sorted(LANGUAGES)),
    st.text(st.characters(codec="utf-8"), max_size=80),
)
def test_code_is_complete_and_escaped(language: str, code: str) -> None:
    html = to_html(code, language)
    assert set(re.findall(r"<[^>]*>", html)) <= {f'<span class="{name}">' for name in CLASSES} | {"</span>"}
    assert re.sub(r"<[^>]*>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == code


def test_tokens_get_classes() -> None:
    html = to_html("def f(): # why\n    return 'a' + 1\n", "python")
    assert html.startswith('<span class="hl-keyword">def</span> <span class="hl-function">f</span>(): ')
    assert '<span class="hl-comment"># why</span>' in html
    assert '<span class="hl-string">\'a\'</span> + <span class="hl-number">1</span>' in html


def test_code_is_not_highlighted_if_the_lexer_loses_text() -> None:
    assert to_html("$ ls <a>\nlast", "console").count("last") == 1
    assert to_html("0", "console") == "0"


def test_long_code_is_not_highlighted() -> None:
    # With time enough for a slow machine.
    assert Budget(1.0).to_html("if <\n" * (MAX_CODE // 5), "python").count("<span") > 0
    assert to_html("if <\n" * (MAX_CODE // 5) + "x", "python") == "if &lt;\n" * (MAX_CODE // 5) + "x"


@pytest.mark.parametrize("gap", ["\n", " ", "\t"])
def test_code_with_long_lines_or_gaps_is_not_highlighted(gap: str) -> None:
    assert "<span" not in to_html("if 1:" + " 1" * MAX_LINE, "python")
    assert "<span" not in to_html("if 1:" + gap * 100 + "pass", "python")
    assert "<span" in to_html("if 1:" + gap * 50 + "pass", "python")


def test_code_is_highlighted_until_the_budget_of_the_message_is_used_up() -> None:
    budget = Budget()
    assert "<span" in budget.to_html("if 1: pass", "python")
    assert 0 < budget.left < Budget().left
    budget.left = 0
    assert budget.to_html("if 2: pass", "python") == "if 2: pass"
    assert "<span" in budget.to_html("if 1: pass", "python"), "known already"


def test_a_lexer_is_stopped_between_two_tokens_when_the_budget_is_used_up() -> None:
    code = "a;\n" * 600
    to_html("a", "java")
    budget = Budget(0.002)
    began = thread_time()
    assert budget.to_html(code, "java") == code
    assert budget.left <= 0
    assert thread_time() - began < 0.02


def test_making_a_lexer_ready_is_not_counted_as_work() -> None:
    highlight._lexer_class.cache_clear()
    began, worked = thread_time(), highlight.working_time()
    to_html("a", "kotlin")
    assert highlight.working_time() - worked < (thread_time() - began) / 2


def test_the_body_of_a_request_does_not_choose_a_lexer() -> None:
    """Pygments would look for it among all lexers, and on the disk."""
    html = to_html("POST / HTTP/1.1\nContent-Type: application/json\n\n[null]\n", "http")
    assert html.endswith("\n[null]\n")


def test_every_class_has_a_colour_in_the_style_sheet() -> None:
    assert set(re.findall(r"\.(hl-[a-z]+)", CSS)) >= CLASSES


def themes() -> dict[str, dict[str, str]]:
    """Return the fallback colours of the light theme and of both dark blocks."""
    blocks = re.findall(r'(:root|:root:not\(\[data-theme="light"\]\)|\[data-theme="dark"\]) \{(.*?)\}', CSS, re.DOTALL)
    return {
        selector: dict(re.findall(r"(--hl-[a-z-]+): var\(--code-[a-z-]+, (#[0-9a-f]{6})\)", body))
        for selector, body in blocks
    }


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("selector", [":root", ':root:not([data-theme="light"])', '[data-theme="dark"]'])
def test_every_colour_has_aa_contrast(selector: str) -> None:
    colours = themes()[selector]
    assert len(colours) == 13
    for name, colour in colours.items():
        if not name.endswith("bg"):
            assert contrast(colour, colours.get(f"{name}-bg", colours["--hl-bg"])) >= 4.5, name


def test_both_blocks_of_the_dark_theme_have_the_same_colours() -> None:
    assert themes()[':root:not([data-theme="light"])'] == themes()['[data-theme="dark"]']
