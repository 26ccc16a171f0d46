"""No text of full length takes long, and a text of double length takes about twice as long.

The time is that of the processor, the best of three runs counts, and a slow machine has more of it, so that the load
of the machine does not decide.
"""

import contextlib
import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import thread_time
from typing import Any

import pytest
from pygments.lexers import find_lexer_class_by_name

from chat import conf
from chat.text import labels
from chat.text.messages import content as contents
from chat.text.messages import highlight, links, markdown, mentions, parser, room_links
from chat.text.messages.mentions import MentionTarget
from chat.text.people import confusables, initials, names
from chat.text.search import excerpts, keywords, query, words
from tests.support.hostile_texts import CODE, TEXTS, fenced, in_lines
from tests.support.machine_speed import slowness

MOST = 0.020
"""Seconds for one text."""
SHORT, STEP = 0.002, MOST - conf.HIGHLIGHT_SECONDS
"""Seconds of a budget, and of one step of a lexer, which the budget does not end."""
NOISE = 0.005
"""Seconds under which the growth is not looked at."""
RUNS = 3


def best(work: Callable[[], Any], enough: float = 0.0) -> float:
    """Return the shortest of some runs. Stop at one that takes no longer than `enough`."""
    shortest = float("inf")
    for _ in range(RUNS):
        began = thread_time()
        work()
        shortest = min(shortest, thread_time() - began)
        if shortest <= enough:
            break
    return shortest


def best_within(work: Callable[[], Any], most: float) -> float:
    """Return the time of some runs in seconds of a machine of the usual speed. Stop when it is within `most`."""
    time = best(work, most)
    for _ in range(RUNS):
        if time <= most:
            break
        time = min(time, best(work, most) / slowness())
    return time


def slow(work: Callable[[Any], Any], whole: Any, half: Any, most: float = MOST) -> str:
    """Return what is wrong with the time that `work` takes for a text and for half of it, or an empty string."""
    longer = best_within(lambda: work(whole), most)
    if longer > most:
        return f"{longer * 1000:.1f} ms"
    if longer > NOISE and best(lambda: work(half), longer / 3) < longer / 3:
        # Whatever slows the machine for a moment slows one of the two: so one of three comparisons has to be right.
        for _ in range(RUNS):
            shorter, longer = best(lambda: work(half)), best(lambda: work(whole))
            if longer <= 3 * shorter:
                return ""
        return f"{longer * 1000:.1f} ms, and half of it {shorter * 1000:.1f} ms"
    return ""


class Parsed:
    """A text with its tokens, and with all names in it known."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = markdown.parse(text)
        self.people = mentions.candidates(text, self.tokens)
        self.slugs = room_links.room_candidates(text, self.tokens)
        self.targets = {name: MentionTarget(number) for number, name in enumerate(self.people, 1)}
        self.rooms = {slug: number for number, slug in enumerate(self.slugs, 1)}

    def chosen(self) -> None:
        mentions.chosen(self.text, self.targets, self.tokens)

    def render(self) -> str:
        return markdown.render(self.text, self.targets, self.rooms, tokens=self.tokens)


def whole_message(text: str) -> None:
    """Do all that is done for one message."""
    parsed = Parsed(text)
    parsed.chosen()
    links.links(parsed.render())


def tolerant(check: Callable[[str], Any]) -> Callable[[str], Any]:
    def work(text: str) -> None:
        with contextlib.suppress(ValueError):
            check(text)

    return work


def searched(text: str) -> None:
    """Parse a query, and look for it in a message of full length that is made of it."""
    excerpts.excerpt((text * 8)[: conf.MESSAGE_LENGTH], query.parse(text).terms)


QUERIES = {
    "phrases that begin alike": (" ".join(f'"a {chr(98 + each % 24)}{each}"' for each in range(80)), "a "),
    "one long phrase": ('"' + "a " * 249 + '"', "a "),
    "one long glued word": ("a-" * 250, "a-"),
    "one long chinese word": ("你" * 499 + "好", "你"),
    "chinese words in each other": (" ".join("你" * each + "好" for each in range(1, 31)), "你"),
    "prefixes of each other": (" ".join("a" * each + "*" for each in range(2, 31)), "a" * 40 + " "),
    "many prefixes": (" ".join(f"a{chr(98 + each % 25)}{each}*" for each in range(90)), "a "),
    "prefixes behind glued words": (" ".join("a-" * each + "ab*" for each in range(1, 21)), "a "),
    "one word again and again": ("a " * 250, "a "),
    "a match with many marks": (" ".join("-" * each + "a" for each in range(2, 31)), "a" + "\u0301" * 300 + " "),
}
"""Queries, and what the searched message repeats."""


@pytest.fixture(autouse=True)
def no_garbage_collection() -> Iterator[None]:
    """A collection walks all objects of the tests, in the middle of some run."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(("text", "unit"), QUERIES.values(), ids=QUERIES)
def test_the_time_of_an_excerpt_grows_with_the_message_and_not_with_the_query(text: str, unit: str) -> None:
    terms = query.parse(text[: conf.SEARCH_LENGTH]).terms
    content = (unit * conf.MESSAGE_LENGTH)[: conf.MESSAGE_LENGTH]
    plain = best(lambda: excerpts.excerpt(content, query.parse("b").terms))
    assert best(lambda: excerpts.excerpt(content, terms)) < 4 * plain + NOISE


@dataclass(frozen=True)
class Reader:
    """Something that reads texts of up to `length`, after they were prepared."""

    work: Callable[[Any], Any]
    length: int = conf.MESSAGE_LENGTH
    prepare: Callable[[str], Any] = str
    most: float = MOST


READERS = {
    "parse": Reader(markdown.parse),
    "candidates": Reader(lambda it: mentions.candidates(it.text, it.tokens), prepare=Parsed),
    "room_candidates": Reader(lambda it: room_links.room_candidates(it.text, it.tokens), prepare=Parsed),
    "chosen": Reader(Parsed.chosen, prepare=Parsed),
    "render": Reader(Parsed.render, prepare=Parsed),
    "links": Reader(links.links, prepare=lambda text: Parsed(text).render()),
    "a message": Reader(whole_message, most=2 * MOST),
    "check_content": Reader(tolerant(contents.check_content)),
    "snippet": Reader(contents.snippet),
    "plain_text": Reader(parser.plain_text),
    "index entries": Reader(words.entries),
    "highlight words": Reader(lambda text: keywords.finds(["ab", "你好"] * 10, text)),
    "a list of highlight words": Reader(tolerant(lambda text: keywords.keywords(text, 20, 40))),
    "a query": Reader(query.parse, conf.SEARCH_LENGTH),
    "a search result": Reader(searched, conf.SEARCH_LENGTH, most=2 * MOST),
    "a room's name": Reader(tolerant(lambda text: labels.check_room_name(text, 80))),
    "a topic": Reader(tolerant(lambda text: labels.check_topic(text, 250))),
    "a username": Reader(tolerant(names.check_username)),
    "a display name": Reader(tolerant(names.check_display_name)),
    "fold": Reader(names.fold),
    "skeletons": Reader(confusables.skeletons, names.MAX_DISPLAY_NAME),
    "initials": Reader(initials.initials, names.MAX_DISPLAY_NAME),
    "a system line": Reader(markdown.render, conf.TOPIC_LENGTH + names.MAX_DISPLAY_NAME, most=MOST / 4),
}


@pytest.mark.parametrize("name", READERS)
def test_no_family_of_texts_takes_long_to_read(name: str) -> None:
    reader = READERS[name]
    reader.work(reader.prepare("*warm* up @ada #room http://a.b"))
    found = {}
    for family, make in TEXTS.items():
        whole, half = (reader.prepare(make(length)) for length in (reader.length, reader.length // 2))
        found[family] = slow(reader.work, whole, half, reader.most)
    assert {family: text for family, text in found.items() if text} == {}


# Several names may mean one lexer.
LEXERS = {find_lexer_class_by_name(language): language for language in sorted(highlight.LANGUAGES)}


@pytest.mark.parametrize("language", LEXERS.values())
def test_no_family_of_code_takes_long_to_highlight(language: str) -> None:
    """With a short budget, because only what is between two tokens could take longer than the budget."""
    highlight.to_html("a", language)
    found = {}
    for family, make in CODE.items():
        code = in_lines(make, highlight.MAX_LINE - 1)(highlight.MAX_CODE)
        time = best_within(lambda code=code: highlight.Budget(SHORT).to_html(code, language), SHORT + STEP)
        if time > SHORT + STEP:
            found[family] = f"{time * 1000:.1f} ms"
    assert found == {}


@pytest.mark.parametrize("language", ["c", "hcl", "java", "terraform"])
def test_all_code_of_a_message_shares_one_budget(language: str) -> None:
    """Two such blocks once took half a second."""
    text = fenced(language, CODE["blank lines"], conf.MESSAGE_LENGTH)
    whole_message(text)
    assert best_within(lambda: whole_message(text), MOST) <= MOST
