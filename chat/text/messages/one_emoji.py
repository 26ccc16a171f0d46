"""Tell whether a text is one emoji, and write it in the one form that Unicode recommends.

The tables are of Unicode 17 (emoji-sequences.txt and emoji-zwj-sequences.txt): a browser may draw a sequence that is
not there as several emoji.
"""

import re
from functools import cache, lru_cache

from chat.text.messages.emoji import EMOJI_STYLE, TEXT_BY_DEFAULT

_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2"
    "\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626\u262a"
    "\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-\u2697"
    "\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3"
    "\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728"
    "\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e"
    "\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f23a\U0001f250"
    "\U0001f251\U0001f300-\U0001f321\U0001f324-\U0001f393\U0001f396\U0001f397\U0001f399-\U0001f39b\U0001f39e-\U0001f3f0"
    "\U0001f3f3-\U0001f3f5\U0001f3f7-\U0001f4fd\U0001f4ff-\U0001f53d\U0001f549-\U0001f54e\U0001f550-\U0001f567\U0001f56f"
    "\U0001f570\U0001f573-\U0001f57a\U0001f587\U0001f58a-\U0001f58d\U0001f590\U0001f595\U0001f596\U0001f5a4\U0001f5a5"
    "\U0001f5a8\U0001f5b1\U0001f5b2\U0001f5bc\U0001f5c2-\U0001f5c4\U0001f5d1-\U0001f5d3\U0001f5dc-\U0001f5de\U0001f5e1"
    "\U0001f5e3\U0001f5e8\U0001f5ef\U0001f5f3\U0001f5fa-\U0001f64f\U0001f680-\U0001f6c5\U0001f6cb-\U0001f6d2"
    "\U0001f6d5-\U0001f6d8\U0001f6dc-\U0001f6e5\U0001f6e9\U0001f6eb\U0001f6ec\U0001f6f0\U0001f6f3-\U0001f6fc"
    "\U0001f7e0-\U0001f7eb\U0001f7f0\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001f9ff\U0001fa70-\U0001fa7c"
    "\U0001fa80-\U0001fa8a\U0001fa8e-\U0001fac6\U0001fac8\U0001facd-\U0001fadc\U0001fadf-\U0001faea\U0001faef-\U0001faf8]"
)
_TONED = re.compile(
    "[\u261d\u26f9\u270a-\u270d\U0001f385\U0001f3c2-\U0001f3c4\U0001f3c7\U0001f3ca-\U0001f3cc\U0001f442\U0001f443"
    "\U0001f446-\U0001f450\U0001f466-\U0001f478\U0001f47c\U0001f481-\U0001f483\U0001f485-\U0001f487\U0001f48f\U0001f491"
    "\U0001f4aa\U0001f574\U0001f575\U0001f57a\U0001f590\U0001f595\U0001f596\U0001f645-\U0001f647\U0001f64b-\U0001f64f"
    "\U0001f6a3\U0001f6b4-\U0001f6b6\U0001f6c0\U0001f6cc\U0001f90c\U0001f90f\U0001f918-\U0001f91f\U0001f926"
    "\U0001f930-\U0001f939\U0001f93c-\U0001f93e\U0001f977\U0001f9b5\U0001f9b6\U0001f9b8\U0001f9b9\U0001f9bb"
    "\U0001f9cd-\U0001f9cf\U0001f9d1-\U0001f9dd\U0001fac3-\U0001fac5\U0001faf0-\U0001faf8]"
)
_REGIONS = frozenset(
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv "
    "bw by bz ca cc cd cf cg ch ci ck cl cm cn co cp cq cr cu cv cw cx cy cz de dg dj dk dm do dz ea ec ee eg "
    "eh er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht "
    "hu ic id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt "
    "lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np "
    "nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl "
    "sm sn so sr ss st sv sx sy sz ta tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um un us uy uz va "
    "vc ve vg vi vn vu wf ws xk ye yt za zm zw".split()
)
_PARTS_OF_BRITAIN = frozenset({"gbeng", "gbsct", "gbwls"})
_JOINED = (
    "⛓💥 ❤🔥 ❤🩹 🍄🟫 🍋🟩 🏳⚧ 🏳🌈 🏴☠ 🐈⬛ 🐦⬛ 🐦🔥 🐕🦺 🐻❄ 👁🗨 😮💨 😵💫 😶🌫 🙂↔ 🙂↕ 🧑🎄 🧑🩰 👨👦 👨👧 👩👦 "
    "👩👧 👨👦👦 👨👧👦 👨👧👧 👩👦👦 👩👧👦 👩👧👧 👨👨👦 👨👨👧 👨👨👦👦 👨👨👧👦 👨👨👧👧 👨👩👦 👨👩👧 "
    "👨👩👦👦 👨👩👧👦 👨👩👧👧 👩👩👦 👩👩👧 👩👩👦👦 👩👩👧👦 👩👩👧👧 🧑🧒 🧑🧒🧒 🧑🧑🧒 🧑🧑🧒🧒 👨❤👨 "
    "👩❤👨 👩❤👩 🧑❤🧑 👨❤💋👨 👩❤💋👨 👩❤💋👩 🧑❤💋🧑 🧑🤝🧑 👩🤝👩 👩🤝👨 👨🤝👨 🫱🫲 👨🐰👨 👩🐰👩 🧑🐰🧑 "
    "👨🫯👨 👩🫯👩 🧑🫯🧑"
).split()
_GENDERED = "⛹🏃🏄🏊🏋🏌👮👯👰👱👳👷💁💂💆💇🕵🙅🙆🙇🙋🙍🙎🚣🚴🚵🚶🤦🤵🤷🤸🤹🤼🤽🤾🦸🦹🧍🧎🧏🧔🧖🧗🧘🧙🧚🧛🧜🧝🧞🧟"
_ROLES = "⚕⚖✈🌾🍳🍼🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦯🦰🦱🦲🦳🦼🦽"
_DROPPED = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_TAGGED = re.compile("\U0001f3f4([\U000e0061-\U000e007a]{5})\U000e007f")


@cache
def _sequences() -> frozenset[tuple[str, ...]]:
    """Return the emoji that are joined, without tones and variation selectors."""
    joined = {tuple(sequence) for sequence in _JOINED}
    joined |= {(who, sign) for who in _GENDERED for sign in "♀♂"}
    joined |= {(who, role) for who in "👨👩🧑" for role in _ROLES}
    joined |= {(who, "➡") for who in "🏃🚶🧎"} | {(who, sign, "➡") for who in "🏃🚶🧎" for sign in "♀♂"}
    return frozenset(joined | {(who, aid, "➡") for who in "👨👩🧑" for aid in "🦯🦼🦽"})


@lru_cache(2048)
def canonical(text: str) -> str | None:
    """Return the recommended form of an emoji (`❤️` for `❤`), or None if `text` is not exactly one emoji."""
    if keycap := _KEYCAP.fullmatch(text):
        return f"{keycap[1]}{EMOJI_STYLE}\u20e3"
    if _FLAG.fullmatch(text):
        return text if "".join(chr(ord(char) - 0x1F1E6 + ord("a")) for char in text) in _REGIONS else None
    if tags := _TAGGED.fullmatch(text):
        return text if "".join(chr(ord(tag) - 0xE0000) for tag in tags[1]) in _PARTS_OF_BRITAIN else None
    parts = text.split("\u200d")
    if len(parts) > 1 and tuple(_DROPPED.sub("", part) for part in parts) not in _sequences():
        return None
    forms = [_form(part) for part in parts]
    return None if None in forms else "\u200d".join(form for form in forms if form)


def _form(part: str) -> str | None:
    """Return the recommended form of one emoji of a sequence."""
    char, rest = part[:1], part[1:]
    if not _EMOJI.fullmatch(char):
        return None
    if rest in ("", EMOJI_STYLE):
        return char + EMOJI_STYLE if TEXT_BY_DEFAULT.match(char) else char
    tone = rest.removeprefix(EMOJI_STYLE)
    return char + tone if _TONE.fullmatch(tone) and _TONED.match(char) else None
