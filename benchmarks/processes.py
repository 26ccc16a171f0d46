"""Starts, measures and ends the programs of the benchmarks."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

TICKS = os.sysconf("SC_CLK_TCK")


class BenchmarkError(Exception):
    """A benchmark cannot run. The text tells the user why."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pinned(command: Sequence[str], core: int | None) -> list[str]:
    """Return the command pinned to one core."""
    return list(command) if core is None else ["taskset", "-c", str(core), *command]


def run_to_end(command: Sequence[str], seconds: float, **options: Any) -> str:
    """Run a program and return what it printed. `options` are those of subprocess.run.

    Raises:
        BenchmarkError: It failed, or took longer than `seconds`.
    """
    name = " ".join(command)
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False, **options
        )
    except subprocess.TimeoutExpired:
        raise BenchmarkError(f"{name} did not end within {seconds:.0f} s.") from None
    if done.returncode:
        raise BenchmarkError(f"{name} failed:\n{(done.stderr or done.stdout)[-3000:]}")
    return str(done.stdout)


@contextmanager
def time_limit(process: "subprocess.Popen[str]", seconds: float, name: str) -> Iterator[None]:
    """Kill `process` when the block, which waits for it, takes longer than `seconds`, and raise BenchmarkError."""
    is_late = threading.Event()

    def kill() -> None:
        is_late.set()
        process.kill()

    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if is_late.is_set():
            raise BenchmarkError(f"{name}: no answer within {seconds:.0f} s.")


class Process:
    """A running program in its own process group. Its output is written to `log`."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        core: int | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: str | None = None,
    ) -> None:
        self.log = log
        self._name = " ".join(command)
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                pinned(command, core),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(env or {})},
                cwd=cwd,
                user=user,
                group=user and _group_of(user),
                extra_groups=[] if user else None,
                start_new_session=True,
            )
        self.pid = self._popen.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_for(self, port: int, seconds: float = 30) -> None:
        """Wait until the program listens on `port`. Raise BenchmarkError with the end of the log if it does not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._popen.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise BenchmarkError(f"{self._name} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def resident_bytes(self) -> int:
        """Return the resident memory of this process, without its children."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise BenchmarkError(f"Process {self.pid} is gone.")

    def cpu_seconds(self) -> float:
        """Return the user and system time of the process and its children."""
        return sum(_cpu_seconds(pid) for pid in (self.pid, *_children(self.pid)))

    def stop(self) -> None:
        if self._popen.poll() is not None:
            return
        os.killpg(self.pid, signal.SIGTERM)
        try:
            self._popen.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self._popen.wait()


def _group_of(user: str) -> int:
    import pwd  # noqa: PLC0415 - Windows does not have it, and importing this module must work there

    return pwd.getpwnam(user).pw_gid


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on. The parent is field 1, the times are fields 11 to 14."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def _children(parent: int) -> Iterable[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int(_stat(int(entry.name))[1]) == parent:
                    yield int(entry.name)
            except OSError:
                continue  # It ended meanwhile.


def _cpu_seconds(pid: int) -> float:
    try:
        return sum(int(ticks) for ticks in _stat(pid)[11:15]) / TICKS
    except OSError:
        return 0.0
