"""The controls that actions announce."""

from collections.abc import Iterator
from contextlib import contextmanager

from chat.delivery.announcements import Control
from tests.support.convergence import announced


@contextmanager
def controls() -> Iterator[list[Control]]:
    """Collect the controls announced inside the block. The list is filled when the block ends."""
    collected: list[Control] = []
    with announced() as announcements:
        yield collected
    collected += [announcement.control for announcement in announcements if announcement.control]
