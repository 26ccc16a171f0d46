"""Child processes: limited, watched, and never left behind."""

import asyncio
import os
import signal
import sys

import pytest

from chat.child_process import NICE, PARENT_GONE, ChildFailed, Limits, run_command
from tests.support.waiting import wait_until

LIMITS = Limits(seconds=60, cpu_seconds=30, memory_bytes=1024**3)


async def run(code, limits=LIMITS):
    """Run Python code in a child and return the lines that it printed."""
    lines = []
    await run_command("shell", "--no-imports", "-c", code, limits=limits, on_progress=lines.append)
    return lines


async def test_a_child_runs_a_command_and_reports_its_lines():
    assert await run("import os; print('one'); print('two', os.nice(0))") == ["one", f"two {os.nice(0) + NICE}"]


async def test_a_line_is_reported_while_the_child_runs():
    lines = []
    code = "import sys, time; print('begun'); time.sleep(60)"
    child = asyncio.create_task(
        run_command("shell", "--no-imports", "-c", code, limits=LIMITS, on_progress=lines.append)
    )
    await wait_until(lambda: lines == ["begun"])
    child.cancel()
    with pytest.raises(asyncio.CancelledError):
        await child


async def test_a_child_that_fails_says_why():
    with pytest.raises(ChildFailed, match=r"shell ended with 1\. ValueError: no"):
        await run("raise ValueError('no')")


@pytest.mark.parametrize(
    ("code", "limits", "reason"),
    [
        ("import time; time.sleep(60)", Limits(5, 30, 1024**3), "longer than 5"),
        ("while True: pass", Limits(60, 3, 1024**3), f"ended with {-signal.SIGKILL}"),
        ("bytes(2 * 1024**3)", LIMITS, "MemoryError"),
    ],
    ids=["time", "processor", "memory"],
)
async def test_a_child_that_exceeds_a_limit_fails(code, limits, reason):
    with pytest.raises(ChildFailed, match=reason):
        await run(code, limits)


async def test_cancellation_kills_the_child():
    lines = []
    code = "import os, time; print(os.getpid()); time.sleep(60)"
    child = asyncio.create_task(
        run_command("shell", "--no-imports", "-c", code, limits=LIMITS, on_progress=lines.append)
    )
    await wait_until(lambda: lines)
    child.cancel()
    await asyncio.gather(child, return_exceptions=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(lines[0]), 0)


async def test_a_child_ends_with_its_parent():
    code = "import time; print('begun'); time.sleep(60)"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "chat.child_process", "30", str(1024**3), "shell", "--no-imports", "-c", code),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert await process.stdout.readline() == b"begun\n"
    process.stdin.close()  # As the system does when the parent is gone.
    assert await asyncio.wait_for(process.wait(), 30) == PARENT_GONE
