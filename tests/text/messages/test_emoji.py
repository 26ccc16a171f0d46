"""The table of emoji."""

import unicodedata

from chat.text.messages.emoji import ALIASES, GROUPS, _expand_ranges, table


def test_the_table_has_a_thousand_emoji_each_once() -> None:
    emoji = [char for rows in table().values() for char, _ in rows]
    assert len(emoji) > 1000
    assert len(emoji) == len(set(emoji))


def test_every_emoji_has_a_name_that_can_be_typed() -> None:
    names = [name for rows in table().values() for _, names in rows for name in names]
    assert all(" " not in name and name == name.lower() for name in names)
    assert {"+1", "tada", "谢谢", "flag_cn"} <= set(names)


def test_a_symbol_that_is_text_by_default_gets_the_emoji_style() -> None:
    symbols = dict(table()["symbols"])
    assert "❤\ufe0f" in symbols
    assert "✅" in symbols


def test_every_alias_belongs_to_an_emoji_of_the_table() -> None:
    chars = {char for text in GROUPS.values() for char in _expand_ranges(text)}
    assert set(ALIASES) - chars == set()


def test_the_table_contains_symbols_only() -> None:
    chars = {char for rows in table().values() for emoji, _ in rows for char in emoji if char != "\ufe0f"}
    assert {unicodedata.category(char) for char in chars} <= {"So", "Sm", "Po", "Ll"}
