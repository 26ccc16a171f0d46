"""What actions order the hubs to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from chat.delivery.announcements import Order
from tests.support.convergence import announced


@contextmanager
def orders() -> Iterator[list[Order]]:
    """Every order that was announced inside, once the block has ended."""
    given: list[Order] = []
    with announced() as parcels:
        yield given
    given += [parcel.order for parcel in parcels if parcel.order]
