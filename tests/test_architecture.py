"""The borders of docs/architecture.md, checked by the machine."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHAT = ROOT / "chat"
SCRIPTS = ROOT / "static" / "js"

# From the doors down to what is pure: a module imports from its own part and from those below it.
ORDER = """
management admin templatetags web api realtime actions queries delivery access protocol models batching executors
decoding child_process files outbound rate_limits redis_state stores errors text process_limits conf
""".split()

# Support for Django that belongs to no part, and has nothing of its own to break.
OUTSIDE = {"apps", "migrations", "locale"}

CEILING = 250
LONGER = {"static/js/wire_types.js": 1300, "chat/conf.py": 400}  # generated; a table of limits
LINE_LENGTH = 120
MOST_ENTRIES = 16  # of a folder of the front end

# Covered by the tests of what they serve.
WITHOUT_A_MIRROR: set[str] = {
    "chat/apps.py",
    "chat/conf.py",
    "chat/realtime/routing.py",
}

QUERYSET_WRITES = set(
    "aupdate abulk_create acreate update create bulk_create bulk_update get_or_create update_or_create delete".split()
)
INSTANCE_WRITES = {"save", "asave", "delete", "adelete"}
QUERYSET = re.compile(r"\.objects\b|_default_manager\b|_set\b|\.(?:all|filter|exclude)\(")


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


def calls_of_methods(tree: ast.AST) -> list[tuple[ast.Call, ast.Attribute]]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(call, call.func) for call in calls if isinstance(call.func, ast.Attribute)]


def has_argument(call: ast.Call, name: str, value: str) -> bool:
    return any(keyword.arg == name and ast.unparse(keyword.value) == value for keyword in call.keywords)


def writes_of(source: str) -> list[str]:
    """The calls in a module that write to the database, other than those of actions."""
    tree = ast.parse(source)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    from_actions = [node for node in imports if (node.module or "").startswith("chat.actions")]
    actions = {alias.asname or alias.name for node in from_actions for alias in node.names}
    found = []
    for call, method in calls_of_methods(tree):
        receiver = ast.unparse(method.value)
        on_queryset = method.attr in QUERYSET_WRITES and QUERYSET.search(receiver)
        # Neither Model.save() nor Model.delete() takes an argument without its name; those of files and routers do.
        on_instance = method.attr in INSTANCE_WRITES and not call.args
        through_form = method.attr == "save" and receiver == "super()"
        unsaved = has_argument(call, "commit", "False")
        if (on_queryset or on_instance or through_form) and receiver not in actions and not unsaved:
            found.append(f"line {call.lineno}: {ast.unparse(call)}")
    return found


@pytest.mark.parametrize(
    "source",
    [
        "user.save()",
        "form.user.save(update_fields=['password'])",
        "super().save(commit)",
        "message.delete()",
        "User.objects.filter(\n    pk=1\n).update(name='x')",
        "room.memberships.all().delete()",
        "user.message_set.create(content='x')",
    ],
)
def test_a_write_is_recognised(source):
    assert len(writes_of(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from chat.actions.messages import saved\nsaved.save(by=user)",
        "router.delete('/rooms/{id}')",
        "picture.save(target, 'WEBP')",
        "payload.update(more)",
        "super().save(commit=False)",
    ],
)
def test_other_calls_are_no_writes(source):
    assert writes_of(source) == []


def test_only_actions_write():
    """A part above the models only reads, unless it calls an action. A part below the models has none to write."""
    reading = [path for path in modules() if part_of(path) in ORDER[: ORDER.index("models")]]
    others = [path for path in reading if part_of(path) != "actions"]
    writes = {str(path.relative_to(ROOT)): writes_of(path.read_text(encoding="utf-8")) for path in others}
    assert {name: found for name, found in writes.items() if found} == {}


def test_every_callback_after_a_commit_is_robust():
    """A robust callback that fails is logged, and the others run. Otherwise it fails a request that has committed."""
    fragile = []
    for path in modules():
        for call, method in calls_of_methods(ast.parse(path.read_text(encoding="utf-8"))):
            if method.attr == "on_commit" and not has_argument(call, "robust", "True"):
                fragile.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert fragile == []


def test_migrations_import_no_code_that_changes():
    """A migration must do the same for ever. It may refer to the models' validators and defaults, as Django does."""
    imported = {path.name: imports_of(path) for path in (CHAT / "migrations").glob("*.py")}
    assert {name: parts for name, parts in imported.items() if not parts <= {"migrations", "models"}} == {}


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
    scripts = [path for layer in ("net", "state") for path in (SCRIPTS / layer).rglob("*.js")]
    mirrored = {path: (ROOT / "tests/js" / path.relative_to(SCRIPTS)).with_suffix(".test.js") for path in scripts}
    assert len(mirrored) > 60
    assert [str(path.relative_to(ROOT)) for path, test in mirrored.items() if not test.exists()] == []


def test_every_test_of_a_script_has_its_script_at_the_mirrored_path():
    tests = {path.relative_to(ROOT / "tests/js") for path in (ROOT / "tests/js").rglob("*.test.js")}
    tests = {path for path in tests if path.parts[0] != "fixtures"}
    assert [str(path) for path in tests if not (SCRIPTS / str(path).replace(".test.js", ".js")).exists()] == []


@pytest.mark.parametrize("root", ["static/js", "static/css", "tests/js", "templates"])
def test_no_folder_of_the_front_end_grows_long(root):
    folders = [ROOT / root, *(path for path in (ROOT / root).rglob("*") if path.is_dir())]
    entries = {str(folder.relative_to(ROOT)): len(list(folder.iterdir())) for folder in folders}
    assert {name: count for name, count in entries.items() if count > MOST_ENTRIES} == {}


def test_files_stay_small():
    files = [
        *modules(),
        *(ROOT / "chatsite").rglob("*.py"),
        *(ROOT / "static").rglob("*.js"),
        *(ROOT / "static").rglob("*.css"),
        *(ROOT / "templates").rglob("*.html"),
    ]
    lines = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in files}
    assert {name: count for name, count in lines.items() if count > LONGER.get(name, CEILING)} == {}


def test_lines_of_templates_stay_short():
    long = []
    for path in (ROOT / "templates").rglob("*.html"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if len(line) > LINE_LENGTH:
                long.append(f"{path.relative_to(ROOT)}:{number}")
    assert long == []


def test_no_address_of_another_site_is_fetched_at_run_time():
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    fetched = re.compile(r"""(?:src|href|url|import|from|fetch)\s*[=(]?\s*["'(]\s*(?:https?:)?//""")
    assert [str(path) for path in pages if fetched.search(path.read_text(encoding="utf-8"))] == []
