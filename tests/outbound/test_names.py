"""DNS look-ups in daemon threads."""

import asyncio
import socket
import threading

import pytest

from chat.outbound import names
from tests.support.waiting import wait_until


async def test_a_look_up_returns_the_addresses_that_the_system_knows():
    found = await names.ThreadedResolver().resolve("localhost", 80)
    assert {each["host"] for each in found} <= {"127.0.0.1", "::1"}
    assert {each["port"] for each in found} == {80}


@pytest.mark.parametrize("name", ["a..b", "x" * 300, "a b"])
async def test_an_invalid_name_is_an_error(name):
    with pytest.raises(OSError):
        await names.ThreadedResolver().resolve(name, 80)


async def test_a_silent_name_server_blocks_neither_the_caller_nor_many_threads(monkeypatch):
    released, asked = threading.Event(), []

    def hang(*question: object) -> list[object]:
        asked.append(question)
        released.wait(30)
        return []

    free = threading.Semaphore(2)
    monkeypatch.setattr(names, "_free", free)
    monkeypatch.setattr(socket, "getaddrinfo", hang)
    try:
        hanging = [asyncio.create_task(names.ThreadedResolver().resolve("slow.example", 80)) for _ in range(2)]
        await wait_until(lambda: len(asked) == 2)
        for task in hanging:
            task.cancel()
        assert all(
            isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*hanging, return_exceptions=True)
        )
        with pytest.raises(OSError):
            await names.ThreadedResolver().resolve("slow.example", 80)
    finally:
        released.set()
    await wait_until(lambda: free._value == 2)
    assert await names.ThreadedResolver().resolve("slow.example", 80) == []
