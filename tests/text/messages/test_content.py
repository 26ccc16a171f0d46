"""The content of a message, and snippets of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.messages.content import ContentRefused, check_content, snippet


def code_of(content: str, **options: int) -> str:
    with pytest.raises(ContentRefused) as refusal:
        check_content(content, **options)
    return refusal.value.code


@pytest.mark.parametrize(
    "content", ["a\ud800b", "\udfff", "a\x00b", "\x00", "a\x0bb", "a\x1b[31mred", "\x01", "a\x7fb"]
)
def test_content_that_cannot_be_stored_is_invalid(content: str) -> None:
    assert code_of(content) == "invalid"


@pytest.mark.parametrize(
    "content", ["", " ", "\n\t \r\n", "\u200b", " \u200b\u200d\ufeff ", "\u3000", "\u2800", "\u3164", "\ufe0f"]
)
def test_content_without_a_visible_character_is_invalid(content: str) -> None:
    assert code_of(content) == "invalid"


@pytest.mark.parametrize("letter", ["a", "好", "😀"])
def test_the_limit_counts_code_points(letter: str) -> None:
    assert check_content(letter * 4000) == letter * 4000
    assert code_of(letter * 4001) == "too_long"


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_a_message_within_the_limit_is_within_16000_bytes(letter: str) -> None:
    assert len(check_content(letter * 4000).encode()) <= 16_000


def test_the_caller_may_set_the_limit() -> None:
    assert check_content("abc", limit=3) == "abc"
    assert code_of("abcd", limit=3) == "too_long"


def test_trimmed_white_space_does_not_count() -> None:
    assert check_content("a" * 4000 + "\r\n \n") == "a" * 4000


@pytest.mark.parametrize("mark", ["\u0301", "\u0489", "\u093e"])
def test_a_letter_may_have_twenty_marks_and_no_more(mark: str) -> None:
    assert check_content("x" + mark * 20 + " y") == "x" + mark * 20 + " y"
    assert code_of("x" + mark * 21) == "too_long"
    assert code_of("x" + mark * 10_000) == "too_long"


def test_emoji_do_not_count_as_marks() -> None:
    assert check_content("❤️" * 50 + "👩‍💻" * 50)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("a\r\nb\rc\n", "a\nb\nc"), ("  code\n", "  code"), ("a\tb", "a\tb"), ("a \u3000", "a"), ("é👍🏽", "é👍🏽")],
)
def test_line_ends_are_normalised_and_trailing_space_is_trimmed(typed: str, stored: str) -> None:
    assert check_content(typed) == stored


@given(st.text(max_size=60))
def test_checking_checked_content_changes_nothing(content: str) -> None:
    try:
        stored = check_content(content)
    except ContentRefused:
        return
    assert check_content(stored) == stored


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("**Hi** [there](https://example.com)", "Hi there"),
        ("a\nb\n\n> c\n- d", "a b c d"),
        ("```python\nx = 1\n```\nok `y`", "x = 1 ok y"),
        ("see https://example.com/a?b=1", "see https://example.com/a?b=1"),
        ("\\*not bold\\*", "*not bold*"),
        ("<b> & 你好", "<b> & 你好"),
        ("", ""),
    ],
)
def test_a_snippet_is_one_line_without_markup(content: str, line: str) -> None:
    assert snippet(content) == line


def test_a_cut_snippet_ends_with_an_ellipsis() -> None:
    assert snippet("ab " * 100, length=6) == "ab ab…"
    assert snippet("a" * 140) == "a" * 140


@pytest.mark.parametrize("sequence", ["e\u0301", "👩\u200d💻", "👍🏽", "❤\ufe0f"])
def test_a_snippet_is_never_cut_inside_a_character(sequence: str) -> None:
    cuts = {snippet(sequence * 20, length=length).removesuffix("…") for length in range(2, 30)}
    assert all(cut == sequence * (len(cut) // len(sequence)) for cut in cuts)


@given(st.text(max_size=300), st.integers(2, 50))
def test_a_snippet_has_at_most_its_length(content: str, length: int) -> None:
    line = snippet(content, length)
    assert len(line) <= length
    assert "\n" not in line
