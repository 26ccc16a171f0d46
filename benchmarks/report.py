"""Formats the results as tables and writes them into docs/performance.md."""

import platform
import subprocess
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.bench import Bench
from benchmarks.site import ROOT

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- results: written by `make bench` -->", "<!-- end of the results -->"


@dataclass
class Table:
    """The results of a measurement. `note` says what was measured and how to read it."""

    title: str
    note: str
    headers: Sequence[str]
    rows: list[list[Any]] = field(default_factory=list)

    def markdown(self) -> str:
        lines = [self.headers, ["---"] + ["---:"] * (len(self.headers) - 1), *self.rows]
        table = "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
        return f"## {self.title}\n\n{textwrap.fill(self.note, 116)}\n\n{table}\n"


def number(value: float, digits: int = 0) -> str:
    return f"{value:,.{digits}f}"


def ratio(value: float, other: float, digits: int = 2) -> str:
    return f"{value / other:.{digits}f} ×" if other else "–"


def share(value: float) -> str:
    return f"{100 * value:.0f} %"


def machine(bench: Bench) -> str:
    """Describe the machine and the versions, without which the figures mean nothing."""
    model = next(
        (line.partition(": ")[2] for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "channels", "uvicorn", "uvloop", "psycopg"))
    cores = bench.server_core, bench.generator_core
    pinned = f"servers on core {cores[0]}, the generator on core {cores[1]}, " if None not in cores else ""
    return (
        f"- {model}, {len(bench.cores)} cores, {platform.system()} {platform.release().partition('-')[0]}; "
        f"{pinned}PostgreSQL and Redis on any, the same for all.\n"
        f"- Python {platform.python_version()}, {packages}; Node {node.lstrip('v')}; "
        f"{bench.postgres.version} with its default settings (every commit reaches the disk)."
    )


def write(tables: Sequence[Table], command: str, bench: Bench, load: str) -> None:
    """Write the tables into the page between the two marks."""
    today = datetime.now(UTC).date().isoformat()
    head = f"`{command}`, {today}; the machine's load before it began: {load}.\n\n{machine(bench)}\n"
    results = "\n".join([BEGIN, "", head, *(table.markdown() for table in tables), END])
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(before + results + rest.partition(END)[2], encoding="utf-8")
