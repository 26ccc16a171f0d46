"""Skeletons of names: two names that look alike share a skeleton. A part of Unicode's UTS #39, for Latin letters."""

import re
from unicodedata import category, normalize

_LATIN = {
    "a": "аαɑᴀ", "b": "ьвʙβ", "c": "сϲςᴄⅽ", "d": "ԁɗᴅđ", "e": "еεҽєᴇɘ", "f": "ƒғ", "g": "ɡցɢ", "h": "һնհнʜ",
    "i": "іιıɩɪᎥ", "j": "јϳᴊ", "k": "кκᴋ", "l": "ӏʟⅼ|ǀłƖ", "m": "мᴍⅿ", "n": "пηոɴ", "o": "оοօᴏøס0", "p": "рρᴘ",
    "q": "ԛգ", "r": "гᴦʀ", "s": "ѕꜱʂ", "t": "тτᴛ", "u": "υսᴜʋц", "v": "νѵᴠ", "w": "ԝωᴡш", "x": "хχ", "y": "уγʏү",
    "z": "ᴢʐ",
}  # fmt: skip
_TO_LATIN = {ord(spoof): letter for letter, spoofs in _LATIN.items() for spoof in spoofs}
# 1, l and I look alike. Only these replacements are made, because "ali" must not count as "all".
_READINGS = ({ord("1"): "i"}, {ord("1"): "l"}, {ord("1"): "i", ord("l"): "i"})


def skeletons(name: str) -> list[str]:
    """Return the skeletons of `name`: without case, marks and separators, and with Latin look-alikes replaced."""
    letters = normalize("NFKD", normalize("NFKC", name).casefold())
    plain = "".join(char for char in letters if category(char)[0] in "LN" or char == "|").translate(_TO_LATIN)
    readings = [plain, *(plain.translate(reading) for reading in _READINGS)]
    return readings + [re.sub("rn", "m", reading) for reading in readings]
