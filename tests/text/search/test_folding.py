"""Folding for search."""

import json
import re
from pathlib import Path
from unicodedata import combining, decomposition, name

import pytest

from chat.text.search.folding import fold_name, folded

NAMES = json.loads((Path(__file__).parents[2] / "fixtures/rows/folded_names.json").read_text())


@pytest.mark.parametrize(("text", "found"), NAMES, ids=[text for text, _ in NAMES])
def test_a_name_is_found_without_its_accents_and_signs(text, found):
    """The page folds names alike: tests/js/state/core/text_match.test.js reads the same file."""
    assert fold_name(text) == found


# Unicode's names: every Latin letter that is one of ASCII with something through or at it. Compatibility characters,
# which stand for two, are left out.
STROKED = [
    char
    for char in map(chr, range(0x80, 0x2C80))
    if re.fullmatch("LATIN (SMALL|CAPITAL) LETTER [A-Z] WITH (?!.* LETTER ).+", name(char, ""))
    and not decomposition(char).startswith("<compat>")
]


@pytest.mark.parametrize("char", STROKED, ids=[name(char) for char in STROKED])
def test_a_letter_with_a_stroke_bar_hook_or_accent_is_the_letter(char):
    assert folded(char) == name(char).split(" LETTER ")[1][0].lower()


MARKS = {"Hebrew": range(0x0591, 0x05C8), "Arabic": range(0x0610, 0x06EE), "Syriac": range(0x0730, 0x074B)}


@pytest.mark.parametrize("script", MARKS)
def test_points_of_scripts_that_leave_out_vowels_do_not_matter(script):
    points = [chr(code) for code in MARKS[script] if combining(chr(code))]
    assert len(points) > 20
    assert {folded(point) for point in points} == {""}


# Unicode's half-width forms FF66 to FF9D, with the two marks that have a half-width form.
KANA = [
    *zip("ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", ["ﾞ"] * 21, strict=True),
    *zip("ﾊﾋﾌﾍﾎ", "パピプペポ", ["ﾟ"] * 5, strict=True),
]


@pytest.mark.parametrize(("narrow", "wide", "mark"), KANA)
def test_kana_of_half_width_are_those_of_full_width(narrow, wide, mark):
    assert fold_name(narrow + mark) == fold_name(wide) == wide


# Vowels, tones and voicing that change the word, of one character each.
@pytest.mark.parametrize("sign", ["ि", "ी", "्", "া", "ี", "่", "ཱ", "ា", "゙", "゚", "ߊ", "ަ", "ᨗ"])
def test_signs_that_are_letters_of_their_script_are_kept(sign):
    assert folded(sign) == sign


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９", "๐๑๒๓๔๕๖๗๘๙"])
def test_digits_of_every_script_are_digits(digits):
    assert fold_name(digits) == "0123456789"
