"""The word filter finds what people mean, in any script, and its cost grows with neither rules nor tricks."""

import time

import pytest

from chat.text.moderation.word_filter import MASK, BadPattern, Rule, WordFilter, compiled

MASKED = [
    ("darn", "oh darn it", "oh •••• it"),
    ("darn", "DARN!", "••••!"),
    ("darn", "darning is fine", "darning is fine"),
    ("darn", "(darn)", "(••••)"),
    ("darn", "d\u200barn", "•••••"),
    ("Łódź", "to lodz, LÓDŹ", "to ••••, ••••"),
    ("lodz", "Łódź", "••••"),
    ("naïve", "nai\u0308ve naive", "••••• •••••"),
    ("darn", "ｄａｒｎ", "••••"),
    ("straße", "STRASSE strasse", "••••••• •••••••"),
    ("very bad", "very   bad, very bad very bad", "••••   •••, •••• ••• •••• •••"),
    ("very bad", "every bad", "every bad"),
    ("坏话", "这是坏话呀", "这是••呀"),
    ("บ้า", "คนบ้าจริง", "คน•••จริง"),
    ("хуже", "всё ХУЖЕ", "всё ••••"),
    ("شر", "هذا شَر", "هذا •••"),
    ("💩", "what 💩!", "what •!"),
    ("café bar", "CAFE BAR", "•••• •••"),
]


@pytest.mark.parametrize(("word", "text", "result"), MASKED)
def test_a_word_is_masked_wherever_it_is_meant(word, text, result):
    assert WordFilter([Rule(1, word, "mask")]).judge(text).text == result


@pytest.mark.parametrize(
    ("pattern", "text", "result"),
    [
        (r"https?://evil\.example\S*", "see HTTP://evil.example/a now", f"see {MASK * 21} now"),
        (r"\bf+u+\b", "FFuu you", "•••• you"),
        ("é+", "aÉé", "a••"),
        (r"b[a4]d", "b4d \u2460 bad", "••• \u2460 •••"),
    ],
)
def test_a_pattern_sees_lower_case_with_punctuation(pattern, text, result):
    assert WordFilter([Rule(1, pattern, "mask", is_pattern=True)]).judge(text).text == result


def test_refusing_comes_before_masking_and_flags_are_told_once():
    rules = [Rule(1, "one", "mask"), Rule(2, "two", "refuse"), Rule(3, "three", "flag"), Rule(4, "o..", "flag", True)]
    verdict = WordFilter(rules).judge("one two three three")
    assert verdict.refused_by == rules[1]
    assert verdict.flagged_by == (rules[2], rules[3])
    assert verdict.text == "••• two three three"


@pytest.mark.parametrize("text", ["", "hello", "e\u0301", "坏 话", "a" * 9_000])
def test_a_text_without_a_find_is_untouched(text):
    rules = [Rule(1, "darn", "mask"), Rule(2, "坏话", "mask"), Rule(3, "zz+", "refuse", True)]
    assert WordFilter(rules).judge(text).text is text


@pytest.mark.parametrize("pattern", ["(", "(?=a)", r"(a)\1", "", "a*", "(?:a{1,1000}){1,1000}"])
def test_a_pattern_that_cannot_be_used_is_refused(pattern):
    with pytest.raises(BadPattern):
        compiled(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"), [("(a+)+$", "a"), ("(x+x+)+y", "x"), ("(.*.*)*=.*", "=a")], ids=["nested", "double", "dots"]
)
def test_the_cost_is_linear_whatever_pattern_and_text_say(pattern, text):
    judge = WordFilter([Rule(1, pattern, "flag", is_pattern=True)]).judge
    assert _seconds(judge, text * 8_000 + "!") < 20 * _seconds(judge, text * 1_000 + "!")


def test_the_cost_does_not_grow_with_the_number_of_words():
    text = "an ordinary message of some twenty words that nobody would want to have masked or refused at all today ok"
    few, many = (WordFilter([Rule(n, f"word{n}", "refuse") for n in range(count)]) for count in (10, 1_000))
    assert _seconds(many.judge, text) < 5 * _seconds(few.judge, text)


def _seconds(judge, text):
    """Return the least processor time of some calls."""
    times = []
    for _ in range(20):
        began = time.process_time_ns()
        judge(text)
        times.append(time.process_time_ns() - began)
    return max(min(times), 1_000)
