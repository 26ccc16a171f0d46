"""Runs the load generator, fanload.c, against a target and reads its results."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.bench import Bench
from benchmarks.contenders import Target
from benchmarks.processes import BenchmarkError, pinned, time_limit
from benchmarks.toolchain import fanload

SENDERS = 20
LONGEST_SECONDS = 600.0
"""Time for one line of figures; with it a run that hangs ends with an error."""


@dataclass(frozen=True)
class Load:
    """The results of sending at a rate for some seconds. `p50`, `p95` and `p99` are in milliseconds."""

    rate: float
    sent: float
    expected: float
    delivered: float
    per_second: float
    acks: float
    frames: float
    closed: float
    p50: float
    p95: float
    p99: float
    latest_send_ms: float
    cpu_share: float
    server_cpu_share: float

    @property
    def is_good(self) -> bool:
        """Whether at least 99.9 % arrived, 99 % within a second, and no connection was lost."""
        return self.delivered >= 0.999 * self.expected and self.p99 < 1_000 and not self.closed


@dataclass(frozen=True)
class Storm:
    connect_seconds: float
    back_seconds: float
    retries: float
    cpu_share: float


def fan_out(
    bench: Bench, target: Target, *, members: int, rate: float, seconds: float, receivers: int | None = None
) -> Load:
    """Send `rate` messages a second over `members` connections. Each message reaches `receivers` of them, or all."""
    arguments: list[object] = [
        "-n",
        members,
        "-k",
        min(members, SENDERS),
        "-r",
        f"{rate:.3f}",
        "-t",
        seconds,
        "-d",
        1.5,
    ]
    arguments += ["-e", receivers or members]
    with _started(bench, target, [str(argument) for argument in arguments]) as process:
        _read_results(target, process)
        busy, begun = target.cpu_seconds(), time.monotonic()
        figures = _read_results(target, process)
        busy, took = target.cpu_seconds() - busy, time.monotonic() - begun
    return Load(
        rate=rate,
        sent=figures["sent"],
        expected=figures["expected"],
        delivered=figures["delivered"],
        per_second=figures["deliveriesPerSecond"],
        acks=figures["acks"],
        frames=figures["frames"],
        closed=figures["closed"],
        p50=figures["p50Ms"],
        p95=figures["p95Ms"],
        p99=figures["p99Ms"],
        latest_send_ms=figures["latestSendMs"],
        cpu_share=figures["cpuShare"],
        server_cpu_share=busy / took,
    )


@contextmanager
def held(bench: Bench, target: Target, connections: int, in_flight: int = 64) -> Iterator[dict[str, float]]:
    """Hold idle connections during the block, and yield the results of opening them."""
    arguments = ["-n", str(connections), "-c", str(in_flight), "-I"]
    with _started(bench, target, arguments) as process:
        yield _read_results(target, process)


def storm(bench: Bench, target: Target, connections: int) -> Storm:
    """Open connections, cut all of them at the same moment, and open all of them again."""
    with _started(bench, target, ["-n", str(connections), "-c", str(connections), "-S"]) as process:
        figures = _read_results(target, process)
    return Storm(figures["connectSeconds"], figures["backSeconds"], figures["retries"], figures["cpuShare"])


@contextmanager
def _started(bench: Bench, target: Target, arguments: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """Run the generator during the block."""
    ports = ",".join(str(port) for port in target.ports)
    command = pinned([fanload(), "-p", ports, *target.arguments, *arguments], bench.generator_core)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def _read_results(target: Target, process: "subprocess.Popen[str]") -> dict[str, float]:
    """Read the next line of results."""
    assert process.stdout and process.stderr
    with time_limit(process, LONGEST_SECONDS, target.title):
        line = process.stdout.readline()
    if not line:
        raise BenchmarkError(f"{target.title}: {process.stderr.read().strip()}")
    figures: dict[str, float] = json.loads(line)
    return figures
