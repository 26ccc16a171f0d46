"""Words of the search index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.text.search.words import WORD_LENGTH, composed, entries, pairs, words


def texts(text: str) -> list[str]:
    return [word.text for word in words(composed(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("snake_case foo.bar a-b c/d", ["snake", "case", "foo", "bar", "a", "b", "c", "d"]),
        ("https://example.org/a?b=1", ["https", "example", "org", "a", "b", "1"]),
        ("**bold** `code` ~~gone~~", ["bold", "code", "gone"]),
        ("CAFÉ café cafe\u0301 Ångström", ["cafe", "cafe", "cafe", "angstrom"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("ＡＢＣ１２３ ①", ["abc123", "1"]),
        ("Ёлка ёлка", ["елка", "елка"]),
        ("我在上海。", ["我", "在", "上", "海"]),
        ("iPhone手机 v2版", ["iphone", "手", "机", "v2", "版"]),
        ("カメラ ｶﾒﾗ", ["カ", "メ", "ラ", "カ", "メ", "ラ"]),
        ("हिन्दी", ["हिन्दी"]),
        ("he\u200bllo so\u00adft", ["hello", "soft"]),
        ("ｶﾞﾗｽ ガラス", ["ガ", "ラ", "ス", "ガ", "ラ", "ス"]),
        ("Łódź Đà Nẵng", ["lodz", "da", "nang"]),
        ("שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]),
        ("ship it🎉🎉", ["ship", "it", "🎉", "🎉"]),
        ("👩🏽\u200d💻 ❤️ 🇩🇪", ["👩", "💻", "❤", "🇩", "🇪"]),
        ("100% _ % \" ' \\ \x00", ["100"]),
        ("", []),
        ("x" * 200, ["x" * WORD_LENGTH]),
        ("ж" * 200, ["ж" * WORD_LENGTH]),
    ],
)
def test_text_is_split_into_words(text: str, found: list[str]) -> None:
    assert texts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我在上海。", ["我在", "在上", "上海"]),
        ("上 海", []),
        ("上，海", []),
        ("上\u200b海", ["上海"]),
        ("哈哈哈哈", ["哈哈"]),
        ("上a海", []),
        ("hello world", []),
        ("ab上海", ["上海"]),
        ("ｶﾞﾗｽ", ["ガラ", "ラス"]),
        ("👩\u200d💻 🎉", ["👩💻"]),
    ],
)
def test_neighbouring_characters_without_a_space_are_pairs(text: str, found: list[str]) -> None:
    assert pairs(words(text)) == found


ANYTHING = st.text(st.sampled_from("aB上海É\u0301 .%_'\"§\u200bß①ｶﾞк한हि") | st.characters(exclude_categories=["Cs"]))


@given(ANYTHING)
def test_a_word_has_no_character_that_a_database_treats_specially(text: str) -> None:
    for word in [*texts(text), *pairs(words(composed(text)))]:
        assert word and not set(word) & set(" \t\n'\"\\:&|!()<>*§%_-+^\0"), word
        assert not any(char.isascii() and not char.isalnum() for char in word)


@given(ANYTHING)
def test_words_are_in_the_order_of_the_text(text: str) -> None:
    text = composed(text)
    position = 0
    for word in words(text):
        assert position <= word.end <= len(text) and word.start < word.end
        position = word.start


@given(ANYTHING)
def test_case_and_compatibility_forms_do_not_matter(text: str) -> None:
    plain = "".join(char for char in text if char.isascii())
    assert texts(plain.upper()) == texts(plain.lower()) == texts(plain + "\u200b")


@given(st.text(st.sampled_from("上海北京的一")), st.text(st.sampled_from("上海北京 ，的a")), st.text())
def test_every_part_of_a_sentence_without_spaces_is_a_phrase_of_it(wanted: str, before: str, after: str) -> None:
    sentence = composed(before + wanted + after)
    assert "\0".join(texts(wanted)) in "\0".join(texts(sentence))
    assert set(pairs(words(wanted))) <= set(pairs(words(sentence)))


def test_the_work_on_long_text_is_linear() -> None:
    assert len(words("的" * 4000)) == 4000
    assert len(words("a" * 4000)) == 1


@given(st.text() | st.text("aA9 -'é上海", max_size=100))
def test_entries_are_the_words_and_their_pairs(text: str) -> None:
    found = words(composed(text))
    assert entries(text) == ([word.text for word in found], pairs(found))
