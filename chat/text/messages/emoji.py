"""The table of emoji for the picker: our own selection in groups, with their names from Unicode and our aliases.

Groups contain ranges (`😀-😏`), so that emoji which a newer Python knows inside a range appear by themselves.
"""

import re
import unicodedata
from functools import lru_cache

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
        "🍅-🍿 🎂 🥐-🥙 🥚-🥞 🥟-🥯 🥑 🥒-🥖 🥦 🥬 🥭 🫐-🫙 ☕ 🫖 🍵-🍻 🥂 🥃 🥤 🧃 🧉 🧊 🥢 🍽 🍴 🥄 "
        "🔪 🧀-🧈 🧁-🧄 🧅 🧆 🧇"
    ),
    "activities": (
        "⚽ 🏀 🏈 ⚾ 🥎 🎾 🏐 🏉 🥏 🎱 🏓 🏸 🏒 🏑 🥍 🏏 🥅 ⛳ 🏹 🎣 🥊 🥋 🎽 🛹 🛼 🛷 ⛸ 🥌 🎿 ⛷ 🏂 "
        "🏋 🏆 🏅 🥇-🥉 🎖 🎫 🎟 🎪 🤹 🎭 🎨 🎬 🎤 🎧 🎼 🎹 🥁 🎷 🎺 🎸 🎻 🎲 🎯 🎳 🎮 🎰 🧩 🎃 🎄 "
        "🎆-🎋 🎍-🎑 🎀 🎁 🧧 🧨 ✨"
    ),
    "travel": (
        "🚀-🛅 🛫 🛬 🛸 🛶 🛵 🛴 🛺 🏎 🏍 ✈ ⛵ ⚓ ⛽ 🗺 🗿 🗽 🗼 🏰 🏯 🏟 🎡 🎢 🎠 ⛲ ⛱ 🏖 🏝 🏜 🌋 "
        "⛰ 🏔 🗻 🏕 ⛺ 🏠-🏭 🏗 🏘 🏚 ⛪ 🕌 🕍 🛕 🕋 ⛩ 🌁-🌇 🌉 🌌"
    ),
    "objects": (
        "⌚ 📱 📲 💻 ⌨ 🖥 🖨 🖱 🕹 💽-💿 📀 📼 📷-📹 🎥 📞-📠 📺 📻 🎙 ⏰ ⏳ ⌛ 📡 🔋 🔌 💡 🔦 🕯 🧯 "
        "💸-💷 💰 💳 💎 🔧-🔩 ⚒ 🛠 ⛏ ⚙ 🧰 🧲 🧪-🧬 💣 🔪 🛡 🚬 🔮 📿 🔭 🔬 💊 💉 🩹 🩺 🧹-🧽 🚪 🛏 "
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
    "👍": "+1 thumbsup yes 赞 好 同意",
    "👎": "-1 thumbsdown no 踩 反对",
    "❤": "heart love 爱 心 红心",
    "😂": "joy lol haha 笑哭 哈哈",
    "🤣": "rofl 笑 大笑",
    "😀": "grinning 笑 开心",
    "😄": "smile happy 笑 开心",
    "😊": "blush 微笑",
    "🙂": "slight_smile 微笑",
    "😉": "wink 眨眼",
    "😍": "heart_eyes 喜欢 花痴",
    "🥰": "in_love 喜欢 爱",
    "😘": "kiss 亲 飞吻",
    "😎": "cool sunglasses 酷",
    "🤔": "thinking hmm 思考 想",
    "😅": "sweat_smile 汗 尴尬",
    "😢": "cry sad 哭 难过",
    "😭": "sob 大哭",
    "😡": "angry rage 生气 怒",
    "😱": "scream 惊恐 吓",
    "😴": "sleeping 睡 困",
    "😇": "innocent angel 天使",
    "🙃": "upside_down 倒",
    "🙄": "eyeroll 白眼",
    "😬": "grimace 尴尬",
    "🤯": "mind_blown 震惊",
    "🥳": "party 庆祝 派对",
    "🥺": "pleading 拜托 可怜",
    "🤗": "hug 抱 拥抱",
    "🤝": "deal handshake 握手 合作",
    "🙏": "pray thanks please 谢谢 感谢 拜托",
    "👏": "clap 鼓掌",
    "🙌": "hooray raised_hands 万岁 欢呼",
    "👋": "wave hello bye 你好 再见 挥手",
    "👌": "ok 好的",
    "✌": "victory peace 胜利",
    "🤞": "fingers_crossed 祝好运",
    "💪": "muscle strong 加油 强",
    "👀": "eyes look 看 眼睛",
    "🤷": "shrug 耸肩 不知道",
    "🤦": "facepalm 捂脸 无语",
    "🎉": "tada party congratulations 庆祝 恭喜",
    "🎊": "confetti 庆祝",
    "🎂": "birthday cake 生日 蛋糕",
    "🎁": "gift present 礼物",
    "🔥": "fire hot 火",
    "✨": "sparkles 闪亮",
    "⭐": "star 星",
    "💯": "100 满分",
    "✅": "done check yes 完成 对",
    "☑": "checked 勾选",
    "❌": "x no wrong 错 不",
    "❓": "question 问号 疑问",
    "❗": "exclamation 感叹号",
    "⚠": "warning 警告 注意",
    "🚀": "launch ship 火箭 发布 上线",
    "🐛": "bug 虫 缺陷",
    "🔧": "fix wrench 修 扳手",
    "💡": "idea bulb 主意 灯",
    "📌": "pin 图钉 置顶",
    "📎": "paperclip 附件",
    "🔗": "link 链接",
    "📅": "calendar date 日历",
    "⏰": "alarm clock 闹钟",
    "⏳": "hourglass waiting 等 沙漏",
    "☕": "coffee tea 咖啡",
    "🍵": "tea 茶",
    "🍺": "beer 啤酒",
    "🍻": "cheers 干杯",
    "🍕": "pizza 比萨",
    "🍜": "noodles ramen 面条",
    "🍚": "rice 米饭",
    "🥟": "dumpling 饺子",
    "🧧": "red_envelope 红包",
    "🐶": "dog puppy 狗",
    "🐱": "cat kitten 猫",
    "🐼": "panda 熊猫",
    "🌞": "sun 太阳",
    "🌙": "moon 月亮",
    "🌧": "rain 雨",
    "❄": "snow 雪",
    "🏠": "home house 家",
    "💻": "computer laptop 电脑",
    "📱": "phone mobile 手机",
    "💔": "broken_heart 心碎",
    "💩": "poop 便便",
    "🤖": "robot bot 机器人",
    "🏆": "trophy win 冠军 奖杯",
    "⚽": "soccer football 足球",
    "🏀": "basketball 篮球",
}
_EMOJI_STYLE = "\ufe0f"
# Browsers draw these as text unless U+FE0F follows.
_TEXT_BY_DEFAULT = re.compile(
    "[©®‼⁉™ℹ↔-↙↩↪▶◀☀-☄☎☑☘☝☠☢☣☦☪☮☯☸-☺♀♂♟♠♣♥♦♨♻♾⚒⚔-⚗⚙⚛⚜⚠⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷-⛹✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅-⬇⏭-⏯⏱⏲⏸-⏺⌨"
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
    return char + _EMOJI_STYLE if _TEXT_BY_DEFAULT.match(char) else char


def _flag(code: str) -> str:
    return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in code)
