"""A failed round does not end the background workers."""

import asyncio

import pytest

from chat import conf
from chat.delivery.healing import access, rooms
from chat.delivery.hub import Hub
from chat.errors import Unavailable

pytestmark = pytest.mark.usefixtures("alone")


@pytest.mark.parametrize(
    ("module", "worker", "work"), [(rooms, "heal_rooms", "heal_once"), (access, "heal_access", "check_access")]
)
async def test_a_worker_survives_every_failure(hub, monkeypatch, caplog, module, worker, work):
    monkeypatch.setattr(conf, "HEAL_INTERVAL", 0)
    monkeypatch.setattr(conf, "CREDENTIAL_CHECK_INTERVAL", 0)
    failures = [Unavailable(), ZeroDivisionError(), None]
    done = asyncio.Event()

    async def fail(hub: Hub) -> None:
        failure = failures.pop(0) if failures else None
        if failure is not None:
            raise failure
        done.set()

    monkeypatch.setattr(module, work, fail)
    task = asyncio.get_running_loop().create_task(getattr(module, worker)(hub))
    await asyncio.wait_for(done.wait(), 5)
    task.cancel()
    assert "does not answer" in caplog.text
    assert "could not check" in caplog.text
