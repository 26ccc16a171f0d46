"""Characters as people see them.

`tests/fixtures/graphemes.json` has texts of four hundred random pieces as `Intl.Segmenter` (Unicode 15.1 and later)
divides them: marks, joiners, conjuncts of Indic scripts, Hangul, flags, keycaps, tags and emoji.
"""

import json
from itertools import accumulate
from pathlib import Path

import pytest

from chat.text.graphemes import cut, is_boundary
from chat.text.messages.content import shortened, snippet
from chat.text.search.excerpts import LENGTH, excerpt
from chat.text.search.query import parse

TEXTS: list[list[str]] = json.loads((Path(__file__).parents[1] / "fixtures/graphemes.json").read_text())
CHARACTERS = [
    "👩\u200d👩\u200d👧\u200d👦",
    "🇨🇳",
    "👍🏽",
    "1\ufe0f\u20e3",
    "❤\ufe0f",
    "e\u0301",
    "क्षि",
    "한",
    "\u1112\u1161\u11ab",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "葛\U000e0100",
    "น้ำ",
    "x\u0323\u0302\u0301",
]


@pytest.mark.parametrize("parts", TEXTS)
def test_the_boundaries_are_those_of_unicode(parts: list[str]) -> None:
    text = "".join(parts)
    assert {at for at in range(1, len(text) + 1) if is_boundary(text, at)} == set(accumulate(map(len, parts)))


@pytest.mark.parametrize("character", CHARACTERS)
@pytest.mark.parametrize("before", range(12))
def test_a_quote_is_cut_between_characters(character: str, before: int) -> None:
    line = "." * before + character * 90
    short = shortened(line, 20).removesuffix("…").removeprefix("." * before)
    assert len(short) + before < 20
    assert not short.replace(character, "")
    assert not snippet(line).removesuffix("…").removeprefix("." * before).replace(character, "")


def test_the_excerpt_of_a_result_ends_between_characters() -> None:
    for before in range(12):
        text = "".join(part for part, _ in excerpt("." * before + " match " + "🇨🇳" * 200, parse("match").terms)).strip(
            "…"
        )
        assert len(text) <= LENGTH
        assert not text.partition(" match ")[2].replace("🇨🇳", "")


def test_a_character_that_never_ends_is_cut_anywhere() -> None:
    assert len(cut("a" + "\u0301" * 4000, 500)) == 500
