"""Parses the stories of the demo cast: plain text with one scene per conversation.

@ 3d 09:15              a scene that begins three days ago at 09:15 UTC; `@ 40m` is forty minutes ago
maya: Good morning      maya sends a message
    a second line       the message continues
ben > maya: Morning!    ben replies to maya's last message in the room
tom >> maya: Hello      tom replies in the thread of that message
    ^ 👍 maya tom       maya and tom react to it
    ? Tea: maya tom     it is a poll with this option, which maya and tom chose
    ! ben               ben pins it
    + maya ben          maya and ben save it
    = Good morning!     it is edited to this text
    x                   it is deleted
---                     the administrator has not read the rest
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

STORIES = Path(__file__).parent / "story"

_SCENE = re.compile(r"@ (?:(?P<days>\d+)d (?P<clock>\d\d:\d\d)|(?P<minutes>\d+)m)")
_MESSAGE = re.compile(r"(?P<speaker>[\w-]+)(?: (?P<how>>>?) (?P<to>[\w-]+))?: (?P<text>.+)")
_INDENT = "    "


class StoryError(ValueError):
    """A line of a story cannot be parsed. The message quotes it."""


@dataclass
class Line:
    speaker: str
    to: str | None
    text: str
    is_read: bool
    in_thread: bool = False
    reactions: list[tuple[str, list[str]]] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    pinned_by: str = ""
    saved_by: list[str] = field(default_factory=list)
    edited: str = ""
    deleted: bool = False


@dataclass
class Scene:
    days: int
    clock: time
    minutes: int
    lines: list[Line] = field(default_factory=list)

    def start(self, now: datetime) -> datetime:
        if self.minutes:
            return now - timedelta(minutes=self.minutes)
        return datetime.combine((now - timedelta(days=self.days)).date(), self.clock, UTC)

    def moments(self, now: datetime, rng: random.Random) -> Iterator[tuple[Line, datetime]]:
        """Yield each line with its time. Longer messages take longer to write."""
        moment = self.start(now)
        for line in self.lines:
            yield line, moment
            moment += timedelta(seconds=rng.uniform(9, 40) + min(len(line.text) * 0.2, 60))


def story(name: str) -> list[Scene]:
    return parse((STORIES / f"{name}.txt").read_text(encoding="utf-8"))


def parse(text: str) -> list[Scene]:
    """Return the scenes of a story, in order.

    Raises:
        StoryError: A line cannot be parsed.
    """
    scenes: list[Scene] = []
    is_read, blank = True, False
    for number, row in enumerate(text.splitlines(), 1):
        if row == "---":
            is_read = False
        elif scene := _SCENE.fullmatch(row):
            clock = time.fromisoformat(scene["clock"] or "00:00")
            scenes.append(Scene(int(scene["days"] or 0), clock, int(scene["minutes"] or 0)))
        elif row.startswith(_INDENT) and scenes and scenes[-1].lines:
            _add(scenes[-1].lines[-1], row.removeprefix(_INDENT), blank)
        elif (match := _MESSAGE.fullmatch(row)) and scenes:
            in_thread = match["how"] == ">>"
            scenes[-1].lines.append(Line(match["speaker"], match["to"], match["text"], is_read, in_thread))
        elif row:
            raise StoryError(f"Line {number}: {row}")
        blank = not row
    return scenes


def _add(line: Line, row: str, blank: bool) -> None:
    if row == "x":
        line.deleted = True
    elif row.startswith("= "):
        line.edited = row[2:]
    elif row.startswith("^ "):
        emoji, *people = row[2:].split()
        line.reactions.append((emoji, people))
    elif row.startswith("? "):
        option, _, names = row[2:].rpartition(":")
        line.options.append((option, names.split()))
    elif row.startswith("! "):
        line.pinned_by = row[2:]
    elif row.startswith("+ "):
        line.saved_by += row[2:].split()
    else:
        line.text += ("\n\n" if blank else "\n") + row
