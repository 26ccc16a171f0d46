"""Excerpts around matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.search.excerpts import LENGTH, excerpt
from chat.text.search.query import parse


def shown(content: str, text: str) -> str:
    return "".join(f"[{part}]" if found else part for part, found in excerpt(content, parse(text).terms))


@pytest.mark.parametrize(
    ("content", "text", "line"),
    [
        ("The release is out", "RELEASE", "The [release] is out"),
        ("The **Release** is\nout", "release out", "The [Release] is [out]"),
        ("I like cafés", "CAFES", "I like [cafés]"),
        ("Łódź, ｶﾞﾗｽ", "lodz ガラス", "[Łódź], [ｶﾞﾗｽ]"),
        ("שָׁלוֹם.", "שלום", "[שָׁלוֹם]."),
        ("it 👍🏽 ❤️!", "👍 ❤", "it [👍🏽] [❤️]!"),
        ("deployed, deploying", "deploy*", "[deployed], [deploying]"),
        ("the green soup, green", '"green soup"', "the [green soup], green"),
        ("我在上海，不在上 海", "上海", "我在[上海]，不在上 海"),
        ("我住在上海市中心", "上海市", "我住在[上海市]中心"),
        ("上海上海", "海", "上[海]上[海]"),
        ("a b a b a", '"a b a"', "[a b a b a]"),
        ("[docs](https://example.org/guide)", "guide", "[docs](https://example.org/[guide])"),
        ("<b>bold</b> & more", "bold", "<b>[bold]</b> & more"),
        ("nothing of it", "", "nothing of it"),
    ],
)
def test_matches_are_marked_in_a_line_of_the_text(content: str, text: str, line: str) -> None:
    assert shown(content, text).replace("[docs]", "[docs]") == line


def test_a_long_text_is_cut_around_the_first_match() -> None:
    line = shown("word " * 300 + "needle " + "word " * 300, "needle")
    assert line.startswith("…word") and line.endswith("word…") and "[needle]" in line
    assert len(line) <= LENGTH + 4


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=400), st.text(st.sampled_from('ab上海 *"'), max_size=6)
)
def test_the_parts_together_are_the_line(content: str, text: str) -> None:
    parts = excerpt(content, parse(text).terms)
    assert all(part for part, _ in parts)
    assert sum(len(part) for part, _ in parts) <= LENGTH + 2
