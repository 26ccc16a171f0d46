"""Writes the results of the last run into docs/reliability.md: `python -m tests.faults.report`."""

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from tests.faults.figures import RESULTS

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- results: written by `make faults` -->", "<!-- end of the results -->"
HEAD = """\
| test | fault | attempts / acked | lost, doubled, out of order | recovered | ack again | caught up p50 / p99 / max | \
reconnects | syncs | peak RSS | |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def row(result: dict[str, Any]) -> str:
    p50, p99, most = result["caught_up"]
    cells = (
        result["test"],
        result["fault"],
        f"{result['attempts']:,} / {result['acked']:,}",
        f"{result['lost']}, {result['doubled']}, {result['out_of_order']}",
        f"{result['recovered']}",
        f"{result['first_ack']:.1f} s",
        f"{p50:.1f} / {p99:.1f} / {most:.1f} s",
        f"{result['reconnects']:,}",
        f"{result['syncs']:,}",
        f"{result['peak_rss']:.0f} MiB",
        result["note"],
    )
    return f"| {' | '.join(cells)} |\n"


def order(result: dict[str, Any]) -> tuple[int, str]:
    """Sort by the number of the test, then by its name."""
    name = result["test"].split()[0].removeprefix("T")
    return int(name), result["test"]


def table(results: list[dict[str, Any]]) -> str:
    latest = {result["test"]: result for result in results}
    days, loads = sorted({result["date"] for result in results}), [result["load"] for result in results]
    machine = f"{os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"
    when = f"{machine}; {days[0] if len(days) == 1 else f'{days[0]} to {days[-1]}'}; load average of the machine "
    when += f"{min(loads):.0f} to {max(loads):.0f}, the clients' own included.\n\n"
    return when + HEAD + "".join(row(result) for result in sorted(latest.values(), key=order))


def main() -> None:
    if not RESULTS.exists():
        sys.exit("No results yet. Run `make faults` first.")
    results = [json.loads(line) for line in RESULTS.read_text().splitlines()]
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table(results)}{END}{after}")


if __name__ == "__main__":
    main()
