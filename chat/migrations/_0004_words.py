"""The words that migration 0004 stores for a message, as chat.text.search made them at that time.

A copy, because a migration must do the same for ever. When the words of the index change, a later migration has to
build it again.
"""

import re
from functools import lru_cache
from unicodedata import category, normalize

WORD_LENGTH = 64
IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
UNSPACED_SCRIPTS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
INVISIBLE = re.compile(f"[{IGNORABLE}\u2800]")
UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
ACCENT = re.compile("[\u0300-\u036f]")


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

    for char in normalize("NFC", content):
        for letter in folded(char):
            alone = bool(UNSPACED.match(letter))
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


@lru_cache(maxsize=1 << 16)
def folded(char):
    """Return the indexed letters of a character, with a space for everything that separates words."""
    if INVISIBLE.match(char):
        return ""
    plain = normalize("NFKC", normalize("NFKC", char).casefold())
    plain = normalize("NFC", ACCENT.sub("", normalize("NFD", plain)))
    return "".join(letter if letter.isalnum() or category(letter).startswith("M") else " " for letter in plain)
