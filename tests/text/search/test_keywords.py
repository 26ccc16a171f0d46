"""Highlight words."""

import pytest

from chat.text.search.keywords import finds, keywords


def test_words_are_separated_by_lines_or_commas_and_count_once():
    assert keywords("Deploy, 上线，release\n deploy \n\n on  call", 20, 40) == ["deploy", "上线", "release", "on call"]


@pytest.mark.parametrize("text", ["a,b,c", "x" * 5])
def test_too_many_words_or_too_long_words_are_refused(text):
    with pytest.raises(ValueError, match="too"):
        keywords(text, 2, 4)


def test_a_word_is_found_in_any_case_and_inside_chinese_text():
    assert finds(["deploy"], "DEPLOYED today")
    assert finds(["上线"], "今天上线了")
    assert not finds(["release"], "nothing")
    assert not finds([], "nothing")
