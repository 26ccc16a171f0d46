"""Reactions. `tests/fixtures/emoji.txt` has what V8 (Unicode 17) calls RGI_Emoji: all emoji with their sequences."""

from pathlib import Path

import pytest

from chat.text.messages.emoji import table
from chat.text.messages.one_emoji import canonical

ALL = (Path(__file__).parents[2] / "fixtures/emoji.txt").read_text("utf-8").split("\n")[:-1]


def test_every_emoji_of_unicode_is_one_in_each_of_its_forms() -> None:
    assert len(ALL) > 3900
    assert [emoji for emoji in ALL if canonical(emoji) != emoji] == []
    assert [emoji for emoji in ALL if canonical(emoji.replace("\ufe0f", "")) != emoji] == []


def test_every_emoji_of_the_picker_is_one() -> None:
    assert [emoji for rows in table().values() for emoji, _ in rows if canonical(emoji) != emoji] == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("❤", "❤\ufe0f"),
        ("👍\ufe0f", "👍"),
        ("1\u20e3", "1\ufe0f\u20e3"),
        ("☝🏽", "☝🏽"),
        ("☝\ufe0f🏽", "☝🏽"),
        ("🏳\u200d🌈", "🏳\ufe0f\u200d🌈"),
        ("🤷🏽\u200d♀", "🤷🏽\u200d♀\ufe0f"),
    ],
)
def test_an_emoji_has_one_form(typed: str, stored: str) -> None:
    assert canonical(typed) == stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "ab",
        "1",
        "#",
        "中",
        "é",
        ":tada:",
        "+1",
        "👍👍",
        "👍 ",
        "👍x",
        "👍\u200d👍",
        "👩\u200d",
        "\u200d",
        "\ufe0f",
        "🇽🇽",
        "🇨",
        "🇨🇳🇩🇪",
        "👍🏽🏽",
        "🚀🏽",
        "🏴\U000e0067\U000e007f",
        "🏴\U000e0061\U000e0062\U000e0063\U000e0064\U000e0065\U000e007f",
        "☺\ufe0e",
        "∞",
        "→",
        "♪",
        "<b>",
        "\u20e3",
        "👨\u200d👨\u200d👨",
        "❤\ufe0f\ufe0f",
        "\U0001f1e6\u200d\U0001f1e7",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert canonical(text) is None
