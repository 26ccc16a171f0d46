"""What actions order the hubs to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from chat.delivery.announcements import Control
from tests.support.convergence import announced


@contextmanager
def controls() -> Iterator[list[Control]]:
    """Every order that was announced inside, once the block has ended."""
    given: list[Control] = []
    with announced() as announcements:
        yield given
    given += [announcement.control for announcement in announcements if announcement.control]
