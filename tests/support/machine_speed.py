"""How much slower the machine is than the one for which limits of processor time are written.

Tests of such limits compare with work of the same kind, done at the same moment: the Markdown library parses a text
that is not hostile. So neither a slower processor nor a busy neighbour decides a test.
"""

import gc
from time import thread_time

from markdown_it import MarkdownIt

USUAL = 0.00055
"""Seconds of processor time to parse `TEXT`, on the machine for which the limits are written."""
RUNS = 20
TEXT = "| a | b |\n| - | - |\n| *one* | `two` |\n\n- [a](http://b)\n- **c**\n\n> d\n\n" * 4
PARSER = MarkdownIt("commonmark").enable("table")


def slowness() -> float:
    """Return by how much this moment is slower than usual; 1.0 if it is not."""
    best = float("inf")
    was_enabled = gc.isenabled()
    gc.disable()
    for _ in range(RUNS):
        began = thread_time()
        PARSER.parse(TEXT)
        best = min(best, thread_time() - began)
    if was_enabled:
        gc.enable()
    return max(1.0, best / USUAL)
