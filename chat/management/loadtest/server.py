"""The workers under test: started for the test as `make serve` starts them, or running already."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

START_SECONDS = 30.0
STOP_SECONDS = 15.0
ARGUMENTS = "-m chatsite --log-level warning --backlog 8192"


@dataclass(frozen=True)
class Workers:
    """The addresses to connect to, and the ids of the processes to measure, if they are known."""

    addresses: tuple[tuple[str, int], ...]
    pids: tuple[int, ...] = ()

    def cpu_seconds(self) -> float:
        """Return the processor seconds that the workers have used so far; 0 without /proc."""
        return sum(_cpu_seconds(pid) for pid in self.pids)

    def memory_mb(self) -> float:
        """Return the resident megabytes of the largest worker; 0 without /proc."""
        return max((_memory_mb(pid) for pid in self.pids), default=0.0)


@contextlib.contextmanager
def started(count: int) -> Iterator[Workers]:
    """Start `count` workers on free ports, and stop them at the end of the block.

    Raises:
        OSError: A worker does not answer within START_SECONDS.
    """
    ports = [_free_port() for _ in range(count)]
    host = "127.0.0.1"
    environment = {**os.environ, "ALLOWED_HOSTS": ",".join([*settings.ALLOWED_HOSTS, host]), "WEB_CONCURRENCY": "1"}
    with contextlib.ExitStack() as stack:
        processes = []
        for port in ports:
            command = [sys.executable, *ARGUMENTS.split(), "--host", host, "--port", str(port)]
            process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603
            stack.callback(_stop, process)
            processes.append(process)
        for port, process in zip(ports, processes, strict=True):
            _wait_for(host, port, process)
        yield Workers(tuple((host, port) for port in ports), tuple(process.pid for process in processes))


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(host: str, port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2):
            return
        time.sleep(0.1)
    raise OSError("it did not start; see its messages above")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _cpu_seconds(pid: int) -> float:
    with contextlib.suppress(OSError):
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _memory_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0
