"""Joiners in names, topics and names of files: RFC 5892 (A.1, A.2), UAX #31 and Unicode's emoji sequences."""

import pytest

from chat.files.names import clean_name
from chat.text.labels import check_room_name, check_topic
from chat.text.messages.markdown import render
from chat.text.messages.mentions import MentionTarget, candidates
from chat.text.people.names import NameRefused, check_display_name, check_username, fold

WORDS = {
    "Persian": ["علی\u200cرضا", "می\u200cخواهم", "خانه\u200cها", "نیم\u200cفاصله", "بَ\u200cب"],
    "Sinhala": ["ශ්\u200dරී", "ක්\u200dෂ", "විද්\u200dයා"],
    "Hindi": ["क्\u200dष", "क्\u200cष", "श्\u200dरी"],
    "Malayalam": ["അവന്\u200d", "ന്\u200dറ", "ക്\u200cക"],
    "Bengali": ["র\u200d্যাম", "ক্\u200cষ"],
    "Kannada": ["ರ\u200d್ಕ", "ಕ್\u200dಷ"],
    "Tamil": ["க்\u200cஷ"],
    "Telugu": ["క్\u200cష"],
}
EMOJI = [
    "👩\u200d💻 devs",
    "❤\ufe0f team",
    "🏳\ufe0f\u200d🌈",
    "1\ufe0f\u20e3 first",
    "🇨🇳 中国",
    "👨\u200d👩\u200d👧\u200d👦",
    "👍🏽 ok",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f England",
    "#\ufe0f\u20e3",
    "👁\ufe0f\u200d🗨\ufe0f",
    "🧑🏻\u200d🤝\u200d🧑🏿",
    "☕\ufe0f",
]
IDEOGRAPHIC = ["葛\U000e0100城", "辻\U000e0101さん", "神\ufe00社"]


@pytest.mark.parametrize("word", [word for words in WORDS.values() for word in words])
def test_a_joiner_that_a_script_needs_is_kept_everywhere(word: str) -> None:
    check_username(word)
    assert check_display_name(f"{word} x") == f"{word} x"
    assert check_room_name(word, 80) == word
    assert check_topic(f"{word}: {word}", 250) == f"{word}: {word}"
    assert clean_name(f"{word}.pdf") == f"{word}.pdf"


@pytest.mark.parametrize("text", [*EMOJI, *IDEOGRAPHIC])
def test_emoji_and_variations_of_ideographs_are_kept_where_people_write_names(text: str) -> None:
    assert check_display_name(text) == text
    assert check_room_name(text, 80) == text
    assert check_topic(text, 250) == text
    assert clean_name(f"{text}.pdf") == f"{text}.pdf".replace("*", "_")


SPOOFS = [
    "ad\u200cmin",
    "a\u200db",
    "\u200cعلی",
    "علی\u200c",
    "علی\u200c رضا",
    "دا\u200cدا",
    "را\u200cر",
    "علی\u200dرضا",
    "ع\u200c\u200cل",
    "क\u200dष",
    "क\u200cष",
    "श्\u200d",
    "ශ්\u200da",
    "李\u200d雷",
    "李\u200c雷",
    "你\ufe0f好",
    "a\ufe00",
    "x\U000e0100",
    "1\u20e3\u200d",
    "👩\u200d",
    "👩\u200da",
    "\u200d👩",
    "a\u180bb",
    "ab\u202ecd",
    "ab\u2066cd",
    "a\u3164b",
    "a\u2800b",
    "a\u200bb",
    "ab\u00ad",
    "🏴\U000e0067",
    "a\U000e0061\U000e007f",
    "علی\u202eرضا",
    "ن\u200eب",
]


@pytest.mark.parametrize("name", SPOOFS)
def test_a_joiner_that_nobody_sees_is_refused_in_names_and_dropped_from_files(name: str) -> None:
    for check in (
        check_username,
        check_display_name,
        lambda text: check_room_name(text, 80),
        lambda text: check_topic(text, 80),
    ):
        with pytest.raises(NameRefused):
            check(name)
    assert clean_name(name) != name


@pytest.mark.parametrize("word", [word for words in WORDS.values() for word in words])
def test_two_names_may_not_differ_only_by_a_joiner(word: str) -> None:
    assert fold(word) == fold(word.replace("\u200c", "").replace("\u200d", ""))


@pytest.mark.parametrize("name", ["علی\u200cرضا", "ශ්\u200dරී", "अक्\u200dष"])
@pytest.mark.parametrize("content", ["@{}", "@{}،", "سلام @{} خوبی", "_@{}_", "(@{})", "@{}."])
def test_a_name_with_a_joiner_is_mentioned_with_and_without_it(name: str, content: str) -> None:
    for written in (name, name.replace("\u200c", "").replace("\u200d", "")):
        text = content.format(written)
        assert fold(name) in candidates(text)
        assert f">@{written}</span>" in render(text, {fold(name): MentionTarget(1)})


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        (".gitignore", ".gitignore"),
        (".env.local", ".env.local"),
        ("..hidden", "..hidden"),
        ("../.bashrc", ".bashrc"),
        ("...", "file"),
        (".", "file"),
        ("a.", "a"),
        (" .x ", ".x"),
        ("علی\u200cرضا\u202egpj.exe", "علی\u200cرضاgpj.exe"),
    ],
)
def test_the_name_of_a_file_keeps_its_first_dot(name: str, clean: str) -> None:
    assert clean_name(name) == clean
