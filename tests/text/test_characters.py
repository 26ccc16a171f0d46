"""Classes of characters."""

import sys
import unicodedata

import pytest

from chat.text.characters import BLANK, INVISIBLE, UNSTORABLE, is_mark, longest_mark_run


def test_format_characters_that_are_not_drawn_are_invisible() -> None:
    # Some format characters of Arabic, Syriac, Kaithi and Egyptian are drawn.
    drawn = ("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN")
    missed = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) == "Cf"
        and not INVISIBLE.match(chr(code))
        and not (unicodedata.name(chr(code), "").startswith(drawn) and code != 0x61C)
        and not 0x1BCA0 <= code <= 0x1BCA3
    ]
    assert missed == []


@pytest.mark.parametrize("char", "a好é😀-_ \u0301\u3000")
def test_letters_marks_and_spaces_are_not_invisible(char: str) -> None:
    assert not INVISIBLE.match(char)


def test_all_66_non_characters_and_the_surrogates_are_unstorable() -> None:
    refused = [code for code in range(sys.maxunicode + 1) if UNSTORABLE.match(chr(code))]
    assert len(refused) == 66 + 2048
    assert {0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x10FFFF, 0xD800, 0xDFFF} <= set(refused)


@pytest.mark.parametrize(
    ("text", "blank"), [("", True), (" \u200b\n\u3000", True), ("\u2800", True), (" a", False), ("\u0301", False)]
)
def test_blank_text_has_no_visible_character(text: str, blank: bool) -> None:
    assert bool(BLANK.fullmatch(text)) is blank


def test_the_longest_run_of_marks_is_counted() -> None:
    assert longest_mark_run("a\u0301\u0302b\u0301") == 2
    assert longest_mark_run("abc") == longest_mark_run("") == 0
    assert is_mark("\u093e") and is_mark("\u20dd") and not is_mark("a")
