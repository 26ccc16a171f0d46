"""Captures what actions announce, so that a test can look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.test import TestCase

from chat.delivery.announcements import Announcement, Control
from chat.delivery.hub import hub


@contextmanager
def capture_announcements() -> Iterator[list[Announcement]]:
    """Commit the block's transactions, and collect their announcements in place of publishing them."""
    announcements: list[Announcement] = []
    with patch.object(hub, "publish", announcements.extend), TestCase.captureOnCommitCallbacks(execute=True):
        yield announcements


@contextmanager
def capture_controls() -> Iterator[list[Control]]:
    """Collect the controls of every announcement made in the block. The list is filled when the block ends."""
    controls: list[Control] = []
    with capture_announcements() as announcements:
        yield controls
    controls += [announcement.control for announcement in announcements if announcement.control]
