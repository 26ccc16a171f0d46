"""Invisible characters that have a meaning: joiners in words of some scripts, and what emoji are made of.

A joiner is accepted only where it changes how the text looks, after the rules of RFC 5892 (appendix A.1 and A.2) and of
Unicode's UAX #31, so that it cannot make two different names that look alike.
"""

import re

_DUAL = (
    "\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649\u064a\u066e\u066f\u0678-\u0687\u069a-\u06bf\u06c1\u06c2"
    "\u06cc\u06ce\u06d0\u06d1\u06fa-\u06fc\u06ff\u0712-\u0714\u071a-\u071d\u071f-\u0727\u0729\u072b\u072d\u072e"
    "\u074e-\u0758\u075c-\u076a\u076d-\u0770\u0772\u0775-\u0777\u077a-\u077f\u07ca-\u07ea\u08a0-\u08a9"
)
"""Letters of Arabic, Syriac and N'Ko that join with the letter after them."""

_RIGHT = (
    "\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf"
    "\u06d2\u06d3\u06d5\u06ee\u06ef\u0710\u0715-\u0719\u071e\u0728\u072a\u072c\u072f\u0759-\u075b\u076b\u076c\u0771"
    "\u0773\u0774\u0778\u0779"
)
"""Letters that join with the letter before them only."""

_SIGNS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0730-\u074a"
"""Vowel signs, over and under these letters."""

# Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada, Malayalam, Sinhala, and others: the sign that
# takes the vowel from a letter, and the letters of the script.
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u1b44\u1baa\ua9c0\uabed"
_INDIC = "\u0900-\u0dff\u1000-\u109f\u1b00-\u1bff\ua980-\ua9df"

_JOINERS = re.compile(
    rf"(?<=[{_DUAL}])(?P<signs>[{_SIGNS}]*)\u200c(?=[{_SIGNS}]*[{_DUAL}{_RIGHT}])"
    rf"|(?<=[{_INDIC}][{_VIRAMA}])[\u200c\u200d](?=[{_INDIC}])"
    # A final letter without its vowel in Malayalam and Bengali, and the forms of ra and ya in Bengali and Kannada.
    r"|(?<=[\u0d23\u0d28\u0d30\u0d32\u0d33\u0d15]\u0d4d)\u200d(?![\u0d00-\u0d7f])"
    r"|(?<=\u09b0)\u200d(?=\u09cd\u09af)|(?<=\u0cb0)\u200d(?=\u0ccd)"
    # The choice of a form of a Chinese or Mongolian letter.
    r"|(?<=[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])[\ufe00-\ufe02\U000e0100-\U000e01ef]"
    r"|(?<=[\u1820-\u18aa])[\u180b-\u180d\u180f]"
)

_EMOJI = "[\u00a9\u00ae\u203c\u2049\u2122-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_EMOJI_ITEM = f"{_EMOJI}[\ufe0f\U0001f3fb-\U0001f3ff]?"
_EMOJI_SEQUENCE = re.compile(
    f"\U0001f3f4(?:[\U000e0061-\U000e007a]{{4,6}}\U000e007f)|{_EMOJI_ITEM}(?:\u200d{_EMOJI_ITEM})*|[0-9#*]\ufe0f?\u20e3"
)
_NEARLY = re.compile("[\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\u20e3\U000e0061-\U000e01ef]")


def without_joiners(text: str) -> str:
    """Return `text` without emoji, and without joiners and variations where a script needs them."""
    if not _NEARLY.search(text):
        return text
    return _JOINERS.sub(r"\g<signs>", _EMOJI_SEQUENCE.sub("", text))


def without_word_joiners(text: str) -> str:
    """Return `text` without the joiners and variations that a script needs. Those of emoji stay."""
    return _JOINERS.sub(r"\g<signs>", text) if _NEARLY.search(text) else text


def meaningful(text: str, invisible: re.Pattern[str]) -> str:
    """Return `text` without the `invisible` characters that have no meaning where they are."""
    if not invisible.search(text):
        return text
    kept = [*_EMOJI_SEQUENCE.finditer(text), *_JOINERS.finditer(text)]
    places = {place for span in kept for place in range(*span.span())}
    return "".join(char for place, char in enumerate(text) if place in places or not invisible.match(char))
