"""Keep an older state from replacing a newer one.

Two processes that commit one after the other may announce in the other order. For a room's messages, revs put that
right. Any other event carries the whole state of its subject, such as how far a user has read in a room, so the hub
only has to drop what is older than what it delivered last.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from django.db import connection

from chat.delivery.announcements import Announcement
from chat.models.sql import fetch_rows

REMEMBERED = 10_000
"""Subjects whose latest version a hub remembers. Announcements overtake each other by seconds at most."""


def current_version() -> int:
    """Return a number that grows with every commit that concerns the same rows.

    Call it in the transaction, after writing: the rows are locked then, so the next transaction that writes them
    gets its number after this one has committed. It is the time in microseconds, by the one clock that all processes
    share: PostgreSQL's, or with SQLite the machine's.
    """
    if connection.vendor == "postgresql":
        return int(fetch_rows("SELECT extract(epoch FROM clock_timestamp()) * 1000000")[0][0])
    return time.time_ns() // 1_000


def with_version(announcements: Iterable[Announcement]) -> list[Announcement]:
    """Give announcements that have a subject the current version; the others stay as they are."""
    announcements = list(announcements)
    if not any(frame.subject for announcement in announcements for frame in announcement.frames):
        return announcements
    version = current_version()
    return [
        replace(announcement, version=version) if any(frame.subject for frame in announcement.frames) else announcement
        for announcement in announcements
    ]


class LatestVersions:
    """Remember the latest version that was delivered of each subject, for each audience."""

    def __init__(self) -> None:
        self._latest: OrderedDict[tuple[str, str], int] = OrderedDict()

    def without_outdated(self, announcement: Announcement) -> Announcement | None:
        """Drop the frames that are older than what was delivered of their subject.

        Returns:
            The announcement, one with fewer frames, or None if no frame is left: its control is outdated then, too.
        """
        frames = tuple(
            frame
            for frame in announcement.frames
            if not frame.subject or self._is_latest(announcement.audience, frame.subject, announcement.version)
        )
        if len(frames) == len(announcement.frames):
            return announcement
        return replace(announcement, frames=frames) if frames else None

    def _is_latest(self, audience: str, subject: str, version: int) -> bool:
        key = audience, subject
        if version < self._latest.get(key, 0):
            return False
        self._latest[key] = version
        self._latest.move_to_end(key)
        if len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)
        return True
