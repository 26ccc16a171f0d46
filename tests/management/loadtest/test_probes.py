import asyncio
from typing import Any

import pytest
from django.db import OperationalError

from chat.management.loadtest import probes
from chat.management.loadtest.figures import Figures


async def test_the_event_loop_is_late_by_as_much_as_something_blocks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "LOOP_SECONDS", 0.01)
    monkeypatch.setattr(probes, "_time_a_query", lambda: 0.001)
    figures = Figures()
    async with probes.probing(figures):
        await asyncio.sleep(0.03)
        probes.time.sleep(0.2)
        await asyncio.sleep(0.03)
    assert figures.lateness.percentile(1) > 150


async def test_the_database_is_probed_and_its_errors_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "DATABASE_SECONDS", 0.0)
    answers: list[Any] = [0.05, OperationalError()]

    def time_a_query() -> float:
        answer = answers.pop(0) if answers else 0.05
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(probes, "_time_a_query", time_a_query)
    figures = Figures()
    async with probes.probing(figures):
        await asyncio.sleep(0.1)
    assert figures.database.percentile(0.5) == pytest.approx(50, rel=0.06)
    assert figures.errors == {"database: OperationalError": 1}


@pytest.mark.django_db
def test_a_query_takes_some_time() -> None:
    assert 0 < probes._time_a_query() < 1
