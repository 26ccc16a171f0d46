"""How much slower the machine is than the one for which limits of processor time are written.

Tests of such limits compare with work of the same kind, done at the same moment: parsing makes many small objects,
which a machine with busy neighbours does at half its usual speed.
"""

import re
from time import thread_time

USUAL = 0.0005
"""Seconds of processor time for `_work`, on the machine for which the limits are written."""
RUNS = 20
TEXT = "some words of a text, as people write them; " * 90
WORD = re.compile(r"\w+")


class Token:
    def __init__(self, text: str, at: int) -> None:
        self.text, self.facts = text, {"at": at}


def slowness() -> float:
    """Return by how much this moment is slower than usual; 1.0 if it is not."""
    best = float("inf")
    for _ in range(RUNS):
        began = thread_time()
        _work()
        best = min(best, thread_time() - began)
    return max(1.0, best / USUAL)


def _work() -> str:
    tokens = [Token(found[0], found.start()) for found in WORD.finditer(TEXT)]
    for token in tokens:
        for letter in token.text:
            if letter in "aeiou":
                token.text = token.text.replace(letter, "*")
    return " ".join(token.text for token in tokens)
