"""Run heavy work in child processes, so that it does not slow down the people served here.

A child runs at low priority and under limits. A management command ends with its parent, however that ends: the parent
holds the other end of its standard input open.
"""

import asyncio
import contextlib
import os
import runpy
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from chat.process_limits import limit_this_process

PARENT_GONE = 3
"""The exit code of a child that has lost its parent."""


@dataclass(frozen=True)
class Limits:
    seconds: float
    """Wall time, after which the child is killed."""
    cpu_seconds: int
    memory_bytes: int
    """Address space, which is more than what the child really uses."""


class ChildFailed(Exception):
    """The child took too long, or ended with an error; the text has the last line that it wrote to stderr."""


class ChildKilled(ChildFailed):
    """The child exceeded a limit, or a signal ended it."""


async def run_command(*arguments: str, limits: Limits, on_progress: Callable[[str], object]) -> None:
    """Run a management command in a child process and wait until it ends. Cancellation kills the child.

    Args:
        arguments: The command's name and its arguments.
        limits: The resources that the child may use.
        on_progress: Called with each line that the command writes to stdout.

    Raises:
        ChildFailed: The child was killed, by a limit or otherwise, or ended with an error.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "chat.child_process", str(limits.cpu_seconds), str(limits.memory_bytes), *arguments),
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl+C in a terminal is for the parent, which then kills the child.
    )
    errors: deque[str] = deque(maxlen=1)
    try:
        async with asyncio.timeout(limits.seconds):
            await asyncio.gather(_read(process.stdout, on_progress), _read(process.stderr, errors.append))
            await process.wait()
    except TimeoutError:
        raise ChildFailed(f"{arguments[0]} took longer than {limits.seconds} s.") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        raise ChildFailed(f"{arguments[0]} ended with {process.returncode}. {''.join(errors)}".strip())


def run_module(module: str, *arguments: str, limits: Limits) -> str:
    """Run a module of the site in a child process and wait until it ends. Blocking.

    The child gets none of the environment, which has the site's secrets, and need not load Django.

    Args:
        module: The name of the module. Its first two arguments are the limits for `limit_this_process`.
        arguments: Its other arguments.
        limits: The resources that the child may use.

    Returns:
        What the child wrote to stdout.

    Raises:
        ChildKilled: The child exceeded a limit, or a signal ended it.
        ChildFailed: The child ended with an error.
    """
    kept = {name: value for name, value in os.environ.items() if name == "LD_LIBRARY_PATH"}
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", module, str(limits.cpu_seconds), str(limits.memory_bytes), *arguments],
            cwd=settings.BASE_DIR,
            # A second arena would only waste address space.
            env={**kept, "MALLOC_ARENA_MAX": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            start_new_session=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildKilled(f"{module} took longer than {limits.seconds} s.") from None
    if done.returncode < 0:
        raise ChildKilled(f"{module} was ended by signal {-done.returncode}.")
    if done.returncode:
        last_line = (done.stderr.strip().splitlines() or [""])[-1]
        raise ChildFailed(f"{module} ended with {done.returncode}. {last_line}".strip())
    return done.stdout


async def _read(stream: asyncio.StreamReader | None, on_line: Callable[[str], object]) -> None:
    assert stream is not None  # noqa: S101 - it was asked for
    async for line in stream:
        on_line(line.decode(errors="replace").rstrip())


# --- In the child, before Django is imported


def main(cpu_seconds: str, memory_bytes: str, *arguments: str) -> None:
    """Set the limits, then run the command as manage.py does."""
    limit_this_process(cpu_seconds=int(cpu_seconds), memory_bytes=int(memory_bytes))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = ["manage.py", *arguments]
    runpy.run_path("manage.py", run_name="__main__")


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(PARENT_GONE)


if __name__ == "__main__":
    main(*sys.argv[1:])
