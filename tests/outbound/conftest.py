"""A web site to fetch pages from."""

from collections.abc import AsyncIterator

import pytest

from tests.support.fake_website import FakeWebsite, fake_website


@pytest.fixture
async def site() -> AsyncIterator[FakeWebsite]:
    async with fake_website() as found:
        yield found
