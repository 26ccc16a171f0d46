"""Usernames and display names."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chat.text.people.names import RESERVED, NameRefused, check_display_name, check_username, fold


def username_code(name: str) -> str:
    with pytest.raises(NameRefused) as refusal:
        check_username(name)
    return refusal.value.code


def display_name_code(name: str) -> str:
    with pytest.raises(NameRefused) as refusal:
        check_display_name(name)
    return refusal.value.code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STRASSE", "straße"),
        ("ﬁn", "fin"),
        ("Ａda", "ada"),
        ("ADA", "ada"),
        ("e\u0301", "É"),
        ("ΣΑΣ", "σας"),
        ("ｶﾞ", "ガ"),
    ],
)
def test_names_that_differ_only_in_case_or_form_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("İlke", "ilke"), ("ılke", "ilke"), ("ada", "adà"), ("李", "季")])
def test_names_with_other_letters_are_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_dotted_capital_i_folds_to_its_lower_case() -> None:
    assert fold("İlke") == fold("İlke".lower())


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=2, max_size=8))
def test_folding_a_folded_username_changes_nothing(name: str) -> None:
    try:
        check_username(name)
    except NameRefused:
        assume(False)
    assert fold(fold(name)) == fold(name)
    assert len(fold(name)) <= 30


@pytest.mark.parametrize(
    "name",
    [
        *(
            "ada",
            "ada.lovelace",
            "a-b_c",
            "x2",
            "42",
            "李雷",
            "李雷2",
            "Ada李",
            "ユーザーA",
            "철수kim",
            "Пётр",
            "Ελένη",
        ),
        *("हिन्दी", "ไทยแลนด์", "علي", "José", "ali", "Lila", "null_pointer"),
    ],
)
def test_letters_and_digits_of_any_script_make_a_username(name: str) -> None:
    check_username(name)


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_reserved_name_is_refused(name: str) -> None:
    assert username_code(name) == "name_reserved"
    assert display_name_code(name.upper()) == "name_reserved"


@pytest.mark.parametrize(
    "name",
    [
        "Ａdmin",
        "аdmin",
        "ADMIN",
        "adm1n",
        "admln",
        "аdмin",
        "ad-min",
        "ad.m.in",
        "admín",
        "adrnin",
        "a11",
        "hеre",
        "r00t",
        "ѕystem",
        "𝐚𝐝𝐦𝐢𝐧",
        "ⓐdmin",
        "οwner",
    ],
)
def test_a_username_that_looks_like_a_reserved_one_is_refused(name: str) -> None:
    assert username_code(name) == "name_reserved"


@pytest.mark.parametrize("name", ["Admin ✅", "  A d m i n ", "Sys tem", "[Admin]", "аdmin", "管 理 员"])
def test_a_display_name_that_looks_like_a_reserved_one_is_refused(name: str) -> None:
    assert display_name_code(name) == "name_reserved"


HIDDEN = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\u3164",
    "\u115f",
    "\ufe0f",
    "\U000e0041",
    "\u2800",
]
BIDI = ["\u202e", "\u202a", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f", "\u061c"]
BROKEN = ["\x00", "\x1b", "\x7f", "\x85", "\ufffe", "\uffff", "\ufdd0", "\U0001ffff", "\ud800", "\udfff"]


@pytest.mark.parametrize("character", HIDDEN + BIDI + BROKEN)
@pytest.mark.parametrize("pattern", ["bo{}rk", "{}bork", "bork{}"])
def test_invisible_bidi_and_invalid_characters_are_refused(character: str, pattern: str) -> None:
    assert username_code(pattern.format(character)) == "invalid"
    assert display_name_code(pattern.format(character)) == "invalid"


@pytest.mark.parametrize("name", [" ada", "ada ", "a da", "ada\u3000b", "ada\u00a0b", "ada\tb", "ada\n"])
def test_a_username_has_no_spaces(name: str) -> None:
    assert username_code(name) == "invalid"


@pytest.mark.parametrize("name", ["_ada", "ada_", "-ada", "ada-", ".ada", "ada.", "__", "\u0301ada"])
def test_a_username_begins_and_ends_with_a_letter_or_digit(name: str) -> None:
    assert username_code(name) == "invalid"


@pytest.mark.parametrize(
    "name", ["<script>", '"><img onerror', "{{7*7}}", "=cmd()", "a/b", "a@b", "a:b", "a，b", "😀😀", "a²b", "①②"]
)
def test_a_username_has_no_other_punctuation(name: str) -> None:
    assert username_code(name) == "invalid"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img onerror=x>', "{{7*7}}", "=cmd()"])
def test_a_display_name_may_look_like_code(name: str) -> None:
    assert check_display_name(name) == name


@pytest.mark.parametrize("name", ["adaПётр", "Петяx", "adaλ", "Ωmega", "пαx", "adaԱ"])
def test_a_username_may_not_mix_alphabets_that_look_alike(name: str) -> None:
    assert username_code(name) == "invalid"


def test_a_username_has_2_to_30_characters() -> None:
    check_username("ab")
    check_username("x" * 30)
    assert [username_code(name) for name in ("", "x", "x" * 31, "x" * 2000, "ß" * 16, "李")] == ["invalid"] * 6


def test_a_display_name_has_1_to_60_characters() -> None:
    assert check_display_name("x" * 60) == "x" * 60
    assert [display_name_code(name) for name in ("", "  ", "x" * 61, "x" * 2000)] == ["invalid"] * 4


def test_a_display_name_is_trimmed_and_has_single_spaces() -> None:
    assert check_display_name("  Ada \u3000 Lovelace\u00a0") == "Ada Lovelace"


@pytest.mark.parametrize(
    "name",
    ["👩\u200d💻 Ada", "❤\ufe0f", "🏳\ufe0f\u200d🌈", "👍🏽", "1\ufe0f\u20e3", "👨\u200d👩\u200d👧 家", "🇨🇳 李雷"],
)
def test_a_display_name_may_have_emoji_sequences(name: str) -> None:
    assert check_display_name(name) == name


@pytest.mark.parametrize("name", ["a\u200db", "👩\u200d", "\u200d💻", "👩\u200dAda", "a\ufe0f", "👩\ufe0f\ufe0f"])
def test_joiners_are_allowed_between_emoji_only(name: str) -> None:
    assert display_name_code(name) == "invalid"


def test_a_letter_may_have_three_marks_and_no_more() -> None:
    assert check_display_name("x\u0323\u0302\u0301y") == "x\u0323\u0302\u0301y"
    assert display_name_code("x" + "\u0323" * 4) == "invalid"
    assert username_code("xy" + "\u0323" * 4) == "invalid"


@given(st.text(max_size=70))
def test_checking_a_checked_display_name_changes_nothing(name: str) -> None:
    try:
        accepted = check_display_name(name)
    except NameRefused:
        return
    assert check_display_name(accepted) == accepted
