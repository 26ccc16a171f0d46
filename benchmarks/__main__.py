"""`python -m benchmarks [WORK...]`: measures and prints tables; without a work, all of it also goes to the docs."""

import argparse
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks import report
from benchmarks.bench import Bench
from benchmarks.contenders import CONTENDERS
from benchmarks.processes import BenchmarkError
from benchmarks.works import WORKS

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
    "workers",
):
    import_module(f"benchmarks.works.{name}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="How fast the site is, beside others. Without a work: all, written to docs/performance.md.",
        epilog="works: " + "; ".join(f"{name}: {work.summary}" for name, work in WORKS.items()),
    )
    parser.add_argument("works", nargs="*", metavar="WORK", help=", ".join(WORKS))
    parser.add_argument("--members", type=numbers, default=[], metavar="N,...", help="sizes of the room")
    parser.add_argument("--peers", type=names, default=[], metavar="NAME,...", help=", ".join(CONTENDERS))
    parser.add_argument("--quick", action="store_true", help="under three minutes; nothing is written")
    parser.add_argument("--full", action="store_true", help="every peer at every size, and a million messages")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md also after some works only")
    chosen = parser.parse_args()
    if unknown := set(chosen.works) - set(WORKS):
        parser.error(f"there is no work {', '.join(unknown)}; there are {', '.join(WORKS)}")
    return chosen


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def names(text: str) -> list[str]:
    chosen = text.split(",")
    if unknown := set(chosen) - set(CONTENDERS):
        raise argparse.ArgumentTypeError(f"no peer {', '.join(unknown)}; there are {', '.join(CONTENDERS)}")
    return chosen


def main() -> int:
    chosen = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that everything that was started ends as well.
    load = Path("/proc/loadavg").read_text().split()[0]
    tables = []
    with Bench(chosen.quick, chosen.full, chosen.members, chosen.peers) as bench:
        for name in chosen.works or WORKS:
            begin = time.monotonic()
            for table in WORKS[name].run(bench):
                tables.append(table)
                print(table.markdown(), flush=True)
            print(f"{name}: {time.monotonic() - begin:.0f} s\n", file=sys.stderr, flush=True)
        if chosen.write or not (chosen.works or chosen.quick):
            command = "make bench" if len(sys.argv) == 1 else f"python -m benchmarks {' '.join(sys.argv[1:])}"
            report.write(tables, command, bench, load)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchmarkError as error:
        sys.exit(f"{error}")
