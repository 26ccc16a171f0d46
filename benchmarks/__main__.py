"""`python -m benchmarks [MEASUREMENT...]` prints tables. Without an argument it also writes docs/performance.md."""

import argparse
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks import report
from benchmarks.bench import Bench
from benchmarks.contenders import CONTENDERS
from benchmarks.measurements import MEASUREMENTS
from benchmarks.processes import BenchmarkError

for name in (
    "verbs",
    "looking",
    "crowd",
    "saturation",
    "latency",
    "memory",
    "connects",
    "catch_up",
    "opening",
    "page",
    "search",
    "growth",
    "workers",
):
    import_module(f"benchmarks.measurements.{name}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the site's speed. Without an argument: measure everything and write docs/performance.md.",
        epilog="measurements: " + "; ".join(f"{name}: {each.summary}" for name, each in MEASUREMENTS.items()),
    )
    parser.add_argument("measurements", nargs="*", metavar="MEASUREMENT", help=", ".join(MEASUREMENTS))
    parser.add_argument("--members", type=numbers, default=[], metavar="N,...", help="sizes of the room")
    parser.add_argument("--peers", type=names, default=[], metavar="NAME,...", help=", ".join(CONTENDERS))
    parser.add_argument("--quick", action="store_true", help="under three minutes; nothing is written")
    parser.add_argument("--full", action="store_true", help="every peer at every size, and a million messages")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md after every run")
    chosen = parser.parse_args()
    if unknown := set(chosen.measurements) - set(MEASUREMENTS):
        parser.error(f"unknown measurement {', '.join(unknown)}; choose from {', '.join(MEASUREMENTS)}")
    return chosen


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def names(text: str) -> list[str]:
    chosen = text.split(",")
    if unknown := set(chosen) - set(CONTENDERS):
        raise argparse.ArgumentTypeError(f"unknown peer {', '.join(unknown)}; choose from {', '.join(CONTENDERS)}")
    return chosen


def main() -> int:
    chosen = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # Leaves the `with` block.
    load = Path("/proc/loadavg").read_text().split()[0]
    tables = []
    with Bench(chosen.quick, chosen.full, chosen.members, chosen.peers) as bench:
        for name in chosen.measurements or MEASUREMENTS:
            begin = time.monotonic()
            for table in MEASUREMENTS[name].run(bench):
                tables.append(table)
                print(table.markdown(), flush=True)
            print(f"{name}: {time.monotonic() - begin:.0f} s\n", file=sys.stderr, flush=True)
        if chosen.write or not (chosen.measurements or chosen.quick):
            command = "make bench" if len(sys.argv) == 1 else f"python -m benchmarks {' '.join(sys.argv[1:])}"
            report.write(tables, command, bench, load)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchmarkError as error:
        sys.exit(f"{error}")
