"""The load generator, fanload.c: runs it against a target and reads its figures."""

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
    """What came of sending at a rate for some seconds. Milliseconds and seconds as the names say."""

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
        """At least 99.9 % arrived, 99 % of it within a second, and no connection was lost."""
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
    """Send `rate` messages a second for some seconds over `members` connections; `receivers` (all) of them get each."""
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
        _line(target, process)
        busy, begun = target.cpu_seconds(), time.monotonic()
        figures = _line(target, process)
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
    """That many idle connections, and the figures of opening them."""
    arguments = ["-n", str(connections), "-c", str(in_flight), "-I"]
    with _started(bench, target, arguments) as process:
        yield _line(target, process)


def storm(bench: Bench, target: Target, connections: int) -> Storm:
    """Open that many connections, cut all at once, and open them again, all at the same time."""
    with _started(bench, target, ["-n", str(connections), "-c", str(connections), "-S"]) as process:
        figures = _line(target, process)
    return Storm(figures["connectSeconds"], figures["backSeconds"], figures["retries"], figures["cpuShare"])


@contextmanager
def _started(bench: Bench, target: Target, arguments: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """The generator at work; it is told to end with the block."""
    ports = ",".join(str(port) for port in target.ports)
    command = pinned([fanload(), "-p", ports, *target.arguments, *arguments], bench.generator_core)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def _line(target: Target, process: "subprocess.Popen[str]") -> dict[str, float]:
    """The next figures that the generator prints."""
    assert process.stdout and process.stderr
    with time_limit(process, LONGEST_SECONDS, target.title):
        line = process.stdout.readline()
    if not line:
        raise BenchmarkError(f"{target.title}: {process.stderr.read().strip()}")
    figures: dict[str, float] = json.loads(line)
    return figures
