"""The words that migration 0016 stores, as chat.text.search made them at that time. A copy, like _0004_words."""

import re
from functools import lru_cache
from unicodedata import category, combining, decimal, lookup, name, normalize

from chat.migrations._0004_words import INVISIBLE, UNSPACED_SCRIPTS, WORD_LENGTH

EMOJI = re.compile("[\u00a9\u00ae\u203c\u2049\u2122-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
ALONE = re.compile(f"[{UNSPACED_SCRIPTS}]|{EMOJI.pattern}")
WITH = re.compile("((?:LATIN|CYRILLIC) SMALL LETTER .+) WITH .+")
HALF_WIDTH_VOICED = re.compile("[\uff66-\uff9d][\uff9e\uff9f]")
DROPPED = re.compile("[\u0640\u02b9-\u02c1\U0001f3fb-\U0001f3ff]")
LETTERS = {
    **{"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ŋ": "n", "ı": "i", "ȷ": "j", "ĸ": "k", "ə": "e", "ɵ": "o"},
    **{"ٱ": "ا", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ے": "ي", "ە": "ه", "ھ": "ه", "ہ": "ه"},
}


def index_words(room_id, author_id, content, html, vendor):
    """Return the text of an entry in the form that its database reads."""
    words, pairs = words_and_pairs(content)
    marks = ["§", f"§r{room_id}", f"§u{author_id}", *(["§link"] if "<a " in html else [])]
    if vendor == "postgresql":
        placed = [f"'{word}':{place}" for place, word in enumerate(words, 1)]
        return " ".join([*placed, *(f"'{word}'" for word in (*pairs, *marks))])
    return " ".join([*words, *pairs, *marks])


def words_and_pairs(content):
    """Return the words of a text in order, and the pairs of neighbours in scripts without spaces."""
    words, pairs = [], {}
    letters, joined, last = [], False, ""

    def end_word():
        if letters:
            words.append("".join(letters)[:WORD_LENGTH])
            letters.clear()

    for char in same_width(normalize("NFC", content)):
        for letter in folded(char):
            alone = bool(ALONE.match(letter))
            if alone or letter == " ":
                end_word()
            if alone:
                if joined:
                    pairs[last + letter] = None
                words.append(letter)
                last = letter
            elif letter != " ":
                letters.append(letter)
            joined = alone
    end_word()
    return words, list(pairs)


def fold_name(text):
    """Return a name as folded letters, with its punctuation and single spaces."""
    letters = ((char, folded(char)) for char in same_width(normalize("NFC", text)))
    return " ".join("".join(char if plain == " " else plain for char, plain in letters).split())


def same_width(text):
    """Replace half-width kana that carry a voicing mark by one letter."""
    return HALF_WIDTH_VOICED.sub(lambda pair: normalize("NFKC", pair[0]).ljust(2, "\u200b"), text)


@lru_cache(maxsize=1 << 16)
def folded(char):
    """Return the indexed letters of a character, with a space for everything that separates words."""
    if INVISIBLE.match(char) or DROPPED.match(char):
        return ""
    plain = normalize("NFD", normalize("NFKC", normalize("NFKC", char).casefold()))
    letters = normalize("NFC", "".join(base_of(letter) for letter in plain if not is_optional(letter)))
    return "".join(letter if is_found(letter) else " " for letter in letters)


def is_optional(char):
    """Tell whether a mark is an accent or a sign that people leave out."""
    place = combining(char)
    return char == "\u093c" or (char not in "\u1a17\u1a18" and (place == 1 or 10 <= place <= 36 or place >= 200))


def is_found(letter):
    """Tell whether a letter is part of a word."""
    return letter.isalnum() or category(letter).startswith("M") or EMOJI.match(letter) is not None


def base_of(char):
    """Return a letter without its stroke or hook, and a digit as that of ASCII."""
    while found := WITH.fullmatch(name(char, "")):
        try:
            char = lookup(found[1])
        except KeyError:
            break
    digit = decimal(char, None)
    return LETTERS.get(char, char) if digit is None else str(digit)
