"""The borders of docs/architecture.md, checked by the machine."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHAT = ROOT / "chat"

# From the doors down to what is pure: a module imports from its own part and from those below it.
ORDER = """
management admin web api realtime actions queries delivery access protocol models batching executors files outbound
errors text conf
""".split()

# Support for Django that belongs to no part, and has nothing of its own to break.
OUTSIDE = {"apps", "migrations", "templatetags", "locale"}

CEILING = 250
LONGER = {
    "chatsite/settings.py": 300,  # every variable of the environment, in one file
}

# Covered by the tests of what they serve.
WITHOUT_A_MIRROR: set[str] = {
    "chat/apps.py",
    "chat/conf.py",
    "chat/realtime/routing.py",
}

WRITES = re.compile(r"\.(save|delete|update|create|bulk_create|bulk_update|get_or_create|update_or_create)\(")
QUERYSET = re.compile(r"\.objects\b|\.filter\(|_set\.")


def modules() -> list[Path]:
    return [path for path in sorted(CHAT.rglob("*.py")) if "migrations" not in path.parts]


def part_of(path: Path) -> str:
    return path.relative_to(CHAT).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """The parts of chat that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module == "chat":
            names = [f"chat.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("chat.")}
    return found


def test_every_part_of_chat_has_its_place_in_the_order():
    parts = {part_of(path) for path in modules()} - {"__init__"}
    assert parts - OUTSIDE <= set(ORDER)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path):
    part = part_of(path)
    if part in {*OUTSIDE, "__init__"}:
        return
    upwards = {name for name in imports_of(path) if name in ORDER and ORDER.index(name) < ORDER.index(part)}
    assert not upwards


def test_only_actions_announce():
    allowed = {"actions", "delivery"}
    others = [path for path in modules() if part_of(path) not in allowed]
    assert [str(path) for path in others if "delivery.announce import" in path.read_text(encoding="utf-8")] == []


def test_only_actions_write():
    """Reads everywhere else: no query set's writing method in a door, in queries or in delivery."""
    faults = []
    for path in modules():
        if part_of(path) in {"actions", "models"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if WRITES.search(line) and QUERYSET.search(line):
                faults.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert faults == []


def test_protocol_and_text_know_no_input_or_output():
    forbidden = re.compile(r"^(?:from|import) (asyncio|channels|socket|django\.db|django\.core\.cache)", re.M)
    pure = [path for path in modules() if part_of(path) in {"protocol", "text"}]
    assert [str(path) for path in pure if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_the_session_knows_no_socket():
    assert imports_of(CHAT / "realtime" / "session.py") <= {"conf", "errors", "protocol"}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_has_its_test_at_the_mirrored_path(path):
    name = str(path.relative_to(ROOT))
    if path.name == "__init__.py" or name in WITHOUT_A_MIRROR:
        return
    inner = path.relative_to(CHAT)
    assert (ROOT / "tests" / inner.parent / f"test_{inner.name}").exists()


def test_every_script_without_a_page_has_its_test_at_the_mirrored_path():
    scripts = [*(ROOT / "static/js/net").glob("*.js"), *(ROOT / "static/js/state").glob("*.js")]
    mirrored = {path: ROOT / "tests/js" / path.parent.name / f"{path.stem}.test.js" for path in scripts}
    assert [str(path.relative_to(ROOT)) for path, test in mirrored.items() if not test.exists()] == []


def test_files_stay_small():
    files = [
        *modules(),
        *(ROOT / "chatsite").glob("*.py"),
        *(ROOT / "static").rglob("*.js"),
        *(ROOT / "static").rglob("*.css"),
    ]
    lines = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in files}
    assert {name: count for name, count in lines.items() if count > LONGER.get(name, CEILING)} == {}


def test_no_address_of_another_site_is_fetched_at_run_time():
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    fetched = re.compile(r"""(?:src|href|url|import|from|fetch)\s*[=(]?\s*["'(]\s*(?:https?:)?//""")
    assert [str(path) for path in pages if fetched.search(path.read_text(encoding="utf-8"))] == []
