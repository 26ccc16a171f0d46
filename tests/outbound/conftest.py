"""A web site to fetch pages from."""

from collections.abc import AsyncIterator

import pytest

from tests.support.elsewhere import Elsewhere, elsewhere


@pytest.fixture
async def site() -> AsyncIterator[Elsewhere]:
    async with elsewhere() as found:
        yield found
