"""The table of emoji for the picker: our own selection in groups, with their names from Unicode and our aliases.

Groups contain ranges (`😀-😏`), so that emoji which a newer Python knows inside a range appear by themselves.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

GROUPS = {
    "people": ("😀-🙄 🤐-🤗 🤠-🤯 🥰-🥺 🧐 🫠-🫥 🫨 😈 👿 👹-👻 👽-👾 🤖 💀 💩 😺-😾 🙈-🙊"),
    "gestures": (
        "👋 🤚 🖐 ✋ 🖖 🫱-🫸 👌 🤌 🤏 ✌ 🤞 🫰 🤟 🤘 🤙 👈 👉 👆 🖕 👇 ☝ 👍 👎 ✊ 👊 🤛 🤜 👏 🙌 👐 "
        "🤲 🤝 🙏 ✍ 💅 🤳 💪 🦾 🧠 👀 👁 👅 👄 👶-👴 👵 🧑-🧓 👩 👨 👱 🙍-🙎 🙅-🙇 💁 🙋 🤦 🤷 👮 🕵 "
        "💂 🥷 👷 🤴 👸 🎅 🤶 🧙-🧟 🦸 🦹 💆 💇 🚶 🏃 💃 🕺 👯 🧘 🛀 🛌 👭 👫 👬 💏 💑 👪 🗣 👤 👥 👣"
    ),
    "nature": (
        "🐀-🐿 🦁-🦘 🦙-🦢 🦣-🦥 🦦-🦨 🦩-🦮 🪰-🪶 🪸 🪹 🪺 🐾 🌱-🌿 🍀-🍄 💐 🌷-🌼 🌍-🌠 ☀ ⛅ ☁ ⛈ "
        "🌤-🌬 ⭐ ⚡ ❄ ☃ ⛄ ☔ 🔥 💧 🌊 🌈"
    ),
    "food": (
        "🌭-🌯 🍅-🍿 🎂 🥐-🥙 🥚-🥞 🥟-🥯 🥑 🥒-🥖 🥦 🥬 🥭 🫐-🫙 ☕ 🫖 🍵-🍻 🥂 🥃 🥤 🧃 🧉 🧊 🥢 🍽 🍴 🥄 "
        "🔪 🧀-🧈 🧁-🧄 🧅 🧆 🧇"
    ),
    "activities": (
        "⚽ 🏀 🏈 ⚾ 🥎 🎾 🏐 🏉 🥏 🎱 🏓 🏸 🏒 🏑 🥍 🏏 🥅 ⛳ 🏹 🎣 🥊 🥋 🎽 🛹 🛼 🛷 ⛸ 🥌 🎿 ⛷ 🏂 "
        "🏋 🏆 🏅 🥇-🥉 🎖 🎫 🎟 🎪 🤹 🎭 🎨 🎬 🎤 🎧 🎵 🎶 🎼 🎹 🥁 🎷 🎺 🎸 🎻 🎲 🎯 🎳 🎮 🎰 🧩 🎃 🎄 "
        "🎆-🎋 🎍-🎑 🎀 🎁 🧧 🧨 ✨"
    ),
    "travel": (
        "🚀-🛅 🛫 🛬 🛸 🛶 🛵 🛴 🛺 🏎 🏍 ✈ ⛵ ⚓ ⛽ 🗺 🗿 🗽 🗼 🏰 🏯 🏟 🎡 🎢 🎠 ⛲ ⛱ 🏖 🏝 🏜 🌋 "
        "⛰ 🏔 🗻 🏕 ⛺ 🏠-🏭 🏗 🏘 🏚 ⛪ 🕌 🕍 🛕 🕋 ⛩ 🌁-🌇 🌉 🌌"
    ),
    "objects": (
        "⌚ 📱 📲 💻 ⌨ 🖥 🖨 🖱 🕹 💽-💿 📀 📼 📷-📹 🎥 ☎ 📞-📠 📺 📻 🎙 ⏰ ⏳ ⌛ 📡 🔋 🔌 💡 🔦 🕯 🧯 "
        "💰 💴-💸 💳 💎 🔧-🔩 ⚒ 🛠 ⛏ ⚙ 🧰 🧲 🧪-🧬 💣 🔪 🛡 🚬 🔮 📿 🔭 🔬 💊 💉 🩹 🩺 🧹-🧽 🚪 🛏 "
        "🛋 🧸 🎈 🎉 🎊 📩 📨 📧 💌 📮 📦 📜 📃 📄 📑 📊-📈 🗒 🗓 📅-📇 📋 📁 📂 📰 📓-📗 📙 📚 📖 🔖 "
        "🔗 📎 🖇 📐 📏 📌 📍 ✂ 🖊 ✒ 📝 ✏ 🔍-🔐 🔑 🔒 🔓 🎓 👑 👒 🎩 👓 🕶 👔-👠 👜 🎒 💼 ☂ 💍 💄 "
        "🔔 🔕 📣 📢 🧭 🗑"
    ),
    "symbols": (
        "❤ 🧡 💛 💚 💙 💜 🖤 🤍 🤎 💔 ❣ 💕-💟 💯 💢 💥 💫 💦 💨 🕳 💬 👁 💭 💤 ✅ ☑ ✔ ❌ ❎ ➕ ➖ "
        "➗ ✖ ❓ ❔ ❕ ❗ ‼ ⁉ ⚠ 🚫 ⛔ ☮ ☯ ♻ ⚜ 🔱 ⭕ 🔴 🟠-🟫 🔵 ⚫ ⚪ ⬛ ⬜ 🔶-🔻 🔁-🔄 ▶ ⏸ "
        "⏹ ⏺ ⏭ ⏮ ⏩ ⏪ 🔀 🔼 🔽 ➡ ⬅ ⬆ ⬇ ↗ ↘ ↙ ↖ ↕ ↔ ↩ ↪ 🔃 🔙-🔝 ♈-♓ 🆒 🆓 🆕 🆗 🆘 "
        "🆙 ℹ 🅰 🅱 🅾 🔟 🔠-🔤 💲 ™ © ® 🏁 🚩 🎌 🏴 🏳"
    ),
}
FLAGS = (
    "cn tw hk mo jp kr us gb ca au nz ie de fr it es pt nl be lu ch at dk se no fi is pl cz sk hu ro bg "
    "gr tr ua by ru ee lv lt si hr ba rs me mk al mt cy il ps sa ae qa kw bh om ye iq ir jo lb sy eg ma "
    "dz tn ly sd et ke tz ug rw ng gh ci sn cm cd ao zm zw mz mg za in pk bd lk np bt mm th la kh vn my "
    "sg id ph bn tl mn kz uz kg tj tm af az am ge mx gt bz hn sv ni cr pa cu jm ht do pr co ve gy sr ec "
    "pe bo br py uy ar cl fj pg eu un"
)

ALIASES = {
    emoji: names
    for line in (Path(__file__).parent / "emoji_names.txt").read_text("utf-8").splitlines()
    for emoji, _, names in [line.partition(" ")]
}
"""The names that people type, of GitHub, Slack and our own, in Chinese too, the common emoji first."""

EMOJI_STYLE = "\ufe0f"
# Browsers draw these as text unless U+FE0F follows.
TEXT_BY_DEFAULT = re.compile(
    "[©®‼⁉™ℹ⏏Ⓜ▪▫◻◼⚧〰〽㊗㊙🈂🈷↔-↙↩↪▶◀☀-☄☎☑☘☝☠☢☣☦☪☮☯☸-☺♀♂♟♠♣♥♦♨♻♾⚒⚔-⚗⚙⚛⚜⚠⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷-⛹✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅-⬇⏭-⏯⏱⏲⏸-⏺⌨"
    "🅰🅱🅾🅿🌡🌤-🌬🌶🍽🎖🎗🎙-🎛🎞🎟🏋-🏎🏔-🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳-🕹🖇🖊-🖍🖐🖥🖨🖱🖲🖼🗂-🗄🗑-🗓🗜-🗞🗡🗣🗨🗯🗳🗺🛋🛍-🛏🛠-🛥🛩🛰🛳]"
)


@lru_cache
def table() -> dict[str, list[tuple[str, list[str]]]]:
    """Return the emoji of each group with their names: first our aliases, then the Unicode name."""
    seen: set[str] = set()
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for group, text in GROUPS.items():
        rows = found.setdefault(group, [])
        for char in _expand_ranges(text):
            name = unicodedata.name(char, "")
            if name and char not in seen:
                seen.add(char)
                rows.append((_as_emoji(char), _names(char, name)))
    found["flags"] = [(_flag(code), [f"flag_{code}", code]) for code in FLAGS.split()]
    return found


def _expand_ranges(text: str) -> list[str]:
    chars: list[str] = []
    for part in text.split():
        first, _, last = part.partition("-")
        low, high = sorted((ord(first), ord(last or first)))
        chars += map(chr, range(low, high + 1))
    return chars


def _names(char: str, name: str) -> list[str]:
    unicode_name = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return list(dict.fromkeys([*ALIASES.get(char, "").split(), unicode_name]))


def _as_emoji(char: str) -> str:
    return char + EMOJI_STYLE if TEXT_BY_DEFAULT.match(char) else char


def _flag(code: str) -> str:
    return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in code)
