import random
from datetime import UTC, datetime

import pytest

from chat.management.script import StoryError, parse

NOW = datetime(2030, 5, 20, 3, 0, tzinfo=UTC)

STORY = """
@ 3d 09:15
maya: Good morning
    everyone

    - and you
ben > maya: Morning!
    ^ 👍 maya tom
    ^ 🎉 maya
    = Good morning!
tom: Oops
    x
tom >> maya: Late again
maya: Where to?
    ? The lake: ben tom
    ? Home: early:
    ! ben
    + maya tom

---
@ 40m
maya: News: a colon
"""


def test_a_scene_starts_at_a_time_of_day_or_minutes_ago() -> None:
    assert [scene.start(NOW) for scene in parse(STORY)] == [
        datetime(2030, 5, 17, 9, 15, tzinfo=UTC),
        datetime(2030, 5, 20, 2, 20, tzinfo=UTC),
    ]


def test_indented_lines_continue_a_message() -> None:
    assert parse(STORY)[0].lines[0].text == "Good morning\neveryone\n\n- and you"


def test_a_message_has_its_reactions_edit_and_deletion() -> None:
    _, answer, oops, *_ = parse(STORY)[0].lines
    assert (answer.speaker, answer.to, answer.text, answer.edited) == ("ben", "maya", "Morning!", "Good morning!")
    assert answer.reactions == [("👍", ["maya", "tom"]), ("🎉", ["maya"])]
    assert (oops.deleted, answer.deleted) == (True, False)


def test_a_reply_can_be_in_a_thread() -> None:
    _, answer, _, aside, _ = parse(STORY)[0].lines
    assert (aside.to, aside.in_thread, answer.in_thread) == ("maya", True, False)


def test_a_message_can_be_a_poll_pinned_and_saved() -> None:
    *_, asks = parse(STORY)[0].lines
    assert asks.options == [("The lake", ["ben", "tom"]), ("Home: early", [])]
    assert (asks.text, asks.pinned_by, asks.saved_by) == ("Where to?", "ben", ["maya", "tom"])


def test_lines_after_the_dashes_are_unread() -> None:
    assert [[line.is_read for line in scene.lines] for scene in parse(STORY)] == [[True] * 5, [False]]


def test_times_rise_and_are_deterministic() -> None:
    scene = parse(STORY)[0]
    first, again = ([moment for _, moment in scene.moments(NOW, random.Random("seed"))] for _ in range(2))
    assert first == again == sorted(first)
    assert len(set(first)) == 5


@pytest.mark.parametrize("text", ["maya: before any scene", "@ 3d 09:15\nno colon", "@ 3 days ago", "    indented"])
def test_a_line_that_cannot_be_parsed_is_refused(text: str) -> None:
    with pytest.raises(StoryError, match="Line"):
        parse(text)
