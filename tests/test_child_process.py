"""Child processes: limited, watched, and never left behind."""

import asyncio
import os
import signal
import sys

import pytest

from chat.child_process import PARENT_GONE, ChildFailed, ChildKilled, Limits, run_command, run_module
from chat.process_limits import NICE
from tests.support.waiting import wait_until

LIMITS = Limits(seconds=60, cpu_seconds=30, memory_bytes=1024**3)


async def run(code, limits=LIMITS):
    """Run Python code in a child and return the lines that it printed."""
    lines = []
    await run_command("shell", "--no-imports", "-c", code, limits=limits, on_progress=lines.append)
    return lines


async def test_a_child_runs_a_command_and_reports_its_lines():
    assert await run("import os; print('one'); print('two', os.nice(0))") == [
        "one",
        f"two {min(19, os.nice(0) + NICE)}",
    ]


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


# --- Modules


@pytest.fixture
def module(monkeypatch, tmp_path, settings):
    """Writes a module that a child can run, and returns its name."""
    settings.BASE_DIR = tmp_path

    def write(code):
        (tmp_path / "childish.py").write_text(code)
        return "childish"

    return write


def test_a_module_gets_its_limits_and_arguments_and_its_output_is_returned(module):
    name = module("import sys; print(sys.argv[1:])")
    assert run_module(name, "one", "two", limits=LIMITS) == f"['30', '{1024**3}', 'one', 'two']\n"


def test_a_module_does_not_get_the_secrets_of_the_environment(module, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    assert run_module(module("import os; print('SECRET_KEY' in os.environ)"), limits=LIMITS) == "False\n"


def test_a_module_that_fails_says_why(module):
    with pytest.raises(ChildFailed, match=r"ended with 1\. ValueError: no") as failed:
        run_module(module("raise ValueError('no')"), limits=LIMITS)
    assert not isinstance(failed.value, ChildKilled)


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("import time; time.sleep(60)", Limits(1, 30, 1024**3)),
        ("import os; os.kill(os.getpid(), 11)", LIMITS),
    ],
    ids=["time", "signal"],
)
def test_a_module_that_exceeds_a_limit_or_crashes_is_killed(module, code, limits):
    with pytest.raises(ChildKilled):
        run_module(module(code), limits=limits)
