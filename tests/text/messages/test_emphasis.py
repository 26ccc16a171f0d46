"""Emphasis, deletion and spoilers, above all beside scripts without spaces.

Many inputs come from the examples of the CJK-friendly emphasis specification, and from issue 650 of the CommonMark
specification, which collects what people typed; those of the rules that stay from CommonMark 0.31.
"""

import re

import pytest

from chat.text.messages.emphasis import is_cjk
from chat.text.messages.markdown import render
from chat.text.messages.parser import HIDDEN, plain_text


def inline(content: str) -> str:
    return re.sub(r"</?p>", "", render(content))


BOLD = [
    "这**很重要。**后面",
    "**该星号不会被识别，而是直接显示。**这是因为它没有被识别为强调符号。",
    "**このアスタリスクは強調記号として認識されず、そのまま表示されます。**この文のせいで。",
    "**이 별표는 강조 표시로 인식되지 않고 그대로 표시됩니다(이 괄호 때문에)**이 문장 때문에.",
    "これは**私のやりたかったこと。**だからするの。",
    "これは私の**「やりたかったこと」**だからするの。",
    "**C#**や**F#**は**「.NET」**というプラットフォーム上で動作します。",
    "IDが**001号**になります。",
    "カッコに注意**（太字にならない）**文が続く場合に要警戒。",
    "**[製品ほげ](https://a.example/)**と**[製品ふが](https://a.example/)**をお試しください",
    "先頭の**`コード`も注意。**",
    "また**`npm install`**というコマンドも注意。",
    "你好**“世界”**呢",
    "请**（务必）**看",
    "他说**「好」**了",
    "价格是**￥100**元",
    "**重要！**请看**第3条：**内容",
    "스크립트는 **스크립트(script)**입니다.",
    "패키지를 **설치(install)**하세요",
    "本当に**すごい！**です",
    "本日**10%**引き",
    "𠮷**（𠮷野家）**𠮷",
    "葛\U000e0100**（か）**城",
    "สวัสดี**(สำคัญ)**ครับ",
    "ภาษา**“ไทย”**ครับ",
    "ខ្មែរ**(សំខាន់)**នេះ",
]


@pytest.mark.parametrize("content", BOLD)
@pytest.mark.parametrize("marker", ["**", "~~"])
def test_a_pair_beside_text_without_spaces_works(content: str, marker: str) -> None:
    shown = inline(content.replace("**", marker))
    assert marker not in shown
    assert shown.count({"**": "<strong>", "~~": "<s>"}[marker]) == content.count("**") / 2


@pytest.mark.parametrize("content", BOLD)
def test_a_single_asterisk_works_in_the_same_places(content: str) -> None:
    shown = inline(content.replace("**", "*"))
    assert "*" not in shown
    assert shown.count("<em>") == content.count("**") / 2


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("你_中_好", "你<em>中</em>好"),
        ("你__中__好", "你<strong>中</strong>好"),
        ("你_好。_吗", "你<em>好。</em>吗"),
        ("私は_とても_嬉しい", "私は<em>とても</em>嬉しい"),
        ("나는_정말_좋다", "나는<em>정말</em>좋다"),
        ("用_git_提交", "用<em>git</em>提交"),
        ("_中_文", "<em>中</em>文"),
        ("中_文_", "中<em>文</em>"),
        ("你**好_中_吗**呢", "你<strong>好<em>中</em>吗</strong>呢"),
        ("你||剧透。||好", '你<span class="spoiler">剧透。</span>好'),
        ("看||（剧透）||吧", '看<span class="spoiler">（剧透）</span>吧'),
        ("你~~不~~好", "你<s>不</s>好"),
    ],
)
def test_what_the_buttons_of_the_composer_write_works_inside_a_sentence(content: str, html: str) -> None:
    assert inline(content) == html


@pytest.mark.parametrize(
    "content",
    [
        "snake_case_name",
        "x__init__.py",
        "a_b_",
        "5 * 3 * 2*",
        "2 * 3 * 4",
        "** a **",
        "**a **",
        'a**"b"**c',
        "foo_bar_baz",
        "пристаням_стремятся_x",
        "a || b || c",
        "a||b||c",
        "if (a||b) {}",
        "||",
        "|| a||",
        "||a ||",
        "~a~",
        "a|b|c",
        "||||",
        "😀_😀",
    ],
)
def test_what_is_no_emphasis_stays_as_typed(content: str) -> None:
    assert inline(content).replace("&gt;", ">") == content


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("||a||", '<span class="spoiler">a</span>'),
        ("x ||a **b** c||.", 'x <span class="spoiler">a <strong>b</strong> c</span>.'),
        ("**||a||**", '<strong><span class="spoiler">a</span></strong>'),
        (
            "||http://a/x||",
            '<span class="spoiler"><a href="http://a/x" target="_blank" '
            'rel="noopener noreferrer nofollow">http://a/x</a></span>',
        ),
        ("||a|| b ||c||", '<span class="spoiler">a</span> b <span class="spoiler">c</span>'),
        ("||a|b||", '<span class="spoiler">a|b</span>'),
        ("||a\nb||", '<span class="spoiler">a<br>\nb</span>'),
        ("`||a||`", "<code>||a||</code>"),
        ("\\||a||", "||a||"),
    ],
)
def test_two_bars_hide_what_is_between_them(content: str, html: str) -> None:
    assert inline(content) == html


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("the end: ||he **dies**||!", f"the end: {HIDDEN}!\n"),
        ("||a|| b ||c [d](http://e)||", f"{HIDDEN} b {HIDDEN}\n"),
        ("||||a||||", f"{HIDDEN}\n"),
        ("> ||a||", f"{HIDDEN}\n"),
    ],
)
def test_plain_text_such_as_a_quote_or_a_notification_does_not_give_a_spoiler_away(content: str, text: str) -> None:
    assert plain_text(content) == text


@pytest.mark.parametrize("char", "中。，（「あア가한々〇ー￥ｱ！ไ１𠮷〜㊗🈀"[:-1])
def test_characters_of_east_asian_text_count_as_cjk(char: str) -> None:
    assert is_cjk(char)


@pytest.mark.parametrize("char", "aé.,(*“”’…—яΩא😀👍⌚⏰♥€·")
def test_other_characters_and_emoji_do_not(char: str) -> None:
    assert not is_cjk(char)
