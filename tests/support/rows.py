"""The cases in tests/fixtures/rows. tests/js/fixtures checks the page's scripts against the same cases."""

import json
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "rows"


def row_cases(name: str) -> list[dict[str, Any]]:
    """Read the cases of one rule, such as `file_sizes`."""
    cases: list[dict[str, Any]] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return cases
