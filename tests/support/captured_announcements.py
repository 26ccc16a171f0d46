"""What actions order the hubs to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from chat.delivery.announcements import Control
from tests.support.convergence import capture_announcements


@contextmanager
def capture_controls() -> Iterator[list[Control]]:
    """Every order that was announced inside, once the block has ended."""
    given: list[Control] = []
    with capture_announcements() as announcements:
        yield given
    given += [announcement.control for announcement in announcements if announcement.control]
