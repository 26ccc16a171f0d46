"""Names of emoji between colons."""

import re

import pytest

from chat.text.messages.markdown import may_be_markup, render
from chat.text.messages.parser import plain_text
from chat.text.messages.shortcodes import emoji_by_name, names_emoji

# Names that GitHub, Slack and Discord share.
COMMON = {
    "tada": "🎉",
    "+1": "👍",
    "-1": "👎",
    "thumbsup": "👍",
    "thumbsdown": "👎",
    "heart": "❤\ufe0f",
    "smile": "😄",
    "joy": "😂",
    "rofl": "🤣",
    "sob": "😭",
    "fire": "🔥",
    "rocket": "🚀",
    "eyes": "👀",
    "pray": "🙏",
    "clap": "👏",
    "wave": "👋",
    "100": "💯",
    "white_check_mark": "✅",
    "x": "❌",
    "warning": "⚠\ufe0f",
    "bug": "🐛",
    "sparkles": "✨",
    "star": "⭐",
    "thinking": "🤔",
    "sunglasses": "😎",
    "cry": "😢",
    "ok_hand": "👌",
    "muscle": "💪",
    "coffee": "☕",
    "bulb": "💡",
    "memo": "📝",
    "zap": "⚡",
    "lock": "🔒",
    "key": "🔑",
    "tea": "🍵",
    "beer": "🍺",
    "pizza": "🍕",
    "cake": "🍰",
    "dog": "🐶",
    "cat": "🐱",
    "laughing": "😆",
    "wink": "😉",
    "blush": "😊",
    "grin": "😁",
    "heart_eyes": "😍",
    "slightly_smiling_face": "🙂",
    "raised_hands": "🙌",
    "point_up": "☝\ufe0f",
    "snowflake": "❄\ufe0f",
    "construction": "🚧",
    "recycle": "♻\ufe0f",
    "hourglass": "⌛",
    "question": "❓",
    "exclamation": "❗",
    "arrow_right": "➡\ufe0f",
    "poop": "💩",
    "skull": "💀",
    "ghost": "👻",
    "robot": "🤖",
    "trophy": "🏆",
}


@pytest.mark.parametrize("name", COMMON)
def test_a_common_name_means_its_emoji(name: str) -> None:
    assert render(f":{name}:") == f"<p>{COMMON[name]}</p>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("done :tada:!", "done 🎉!"),
        ("恭喜:tada:大家", "恭喜🎉大家"),
        (":tada::tada:", ":tada::tada:"),
        (":tada: :tada:", "🎉 🎉"),
        ("(:tada:) **:fire:** _:fire:_ ||:fire:||", "(🎉) 🔥 🔥 🔥"),
        ("[:tada:](http://a/x)", "🎉"),
        ("# :tada:\n- :fire:", "🎉\n\n🔥\n"),
    ],
)
def test_a_name_is_replaced_beside_punctuation_markup_and_chinese(content: str, text: str) -> None:
    assert re.sub("<[^>]*>", "", render(content)).strip() == text.strip()


@pytest.mark.parametrize(
    "content",
    [
        "10:30:45",
        "12:100:30",
        "std::x::y",
        "a:tada:b",
        ":nonsense:",
        ":Tada:",
        ": tada :",
        "::tada::",
        ":tada",
        "tada:",
        "他说:好:然后",
        "`:tada:`",
        "```\n:tada:\n```",
        "http://a/:tada:/x",
        "\\:tada:",
        "[::x::]",
        "host:x:8000",
    ],
)
def test_other_text_between_colons_stays(content: str) -> None:
    emoji = set("".join(emoji_by_name().values())) - set("#*0123456789\ufe0f")
    assert not emoji & set(render(content))


def test_quotes_and_notifications_show_the_emoji() -> None:
    assert plain_text(":tada: done") == "🎉 done\n"


@pytest.mark.parametrize("content", ["12:30, and 13:45", "a: b", "{'a': 1, 'b': 2}", "::", "http: //x"])
def test_text_with_colons_stays_on_the_fast_path(content: str) -> None:
    assert not names_emoji(content)
    assert not may_be_markup(content)
