"""Skeletons of names: two names that look alike share a skeleton. A part of Unicode's UTS #39, for Latin letters."""

import re
from functools import lru_cache
from unicodedata import category, normalize
from unicodedata import name as unicodedata_name

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


def scripts(name: str) -> set[str]:
    """Return the scripts of the letters of `name`, as the first words of their Unicode names."""
    return {_script(char) for char in name if char.isalpha()}


def is_whole_lookalike(name: str) -> bool:
    """Tell whether `name` has letters beyond ASCII, and each of these looks like one of ASCII."""
    others = [char for char in normalize("NFC", name.casefold()) if not char.isascii() and category(char)[0] == "L"]
    return bool(others) and all(ord(char) in _TO_LATIN for char in others)


@lru_cache(4096)
def _script(char: str) -> str:
    return unicodedata_name(char, "?").split()[0]
