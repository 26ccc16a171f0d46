"""Every table and column in hand-written SQL belongs to a model.

Keywords are written in capitals and names in small letters, so that this test can tell them apart.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.test_architecture import ROOT, modules

COLUMNS = {model._meta.db_table: {field.column for field in model._meta.concrete_fields} for model in apps.get_models()}
# Migration 0004 makes this without a model: a table on SQLite, a column on PostgreSQL.
COLUMNS["chat_searchwords"] = {"rowid", "words", "rank"}
COLUMNS["chat_searchentry"] |= {"words"}

# In a part of a statement: the aliases that the rest of the statement gives.
ALIASES = {
    "m": "chat_message",
    "membership": "chat_membership",
    "message": "chat_message",
    "poll": "chat_poll",
    "room": "chat_room",
    "token": "chat_apitoken",
}
# Rows that have no table: their columns come from `_meta` or are declared in the statement.
ROWS = {"given", "locked", "new", "target"}
# The column of json_each(), the primary key of every model, the unit of extract(), and the table of tables of SQLite.
ALWAYS = {"value", "id", "epoch", "sqlite_master"}

SQL = re.compile(
    r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|JOIN|WHERE|RETURNING)\b|\b[a-z]+\.[a-z_]+ (?:[=<>]|I[NS]\b)"
)
ALIAS = re.compile(r"(chat_\w+) (?:AS )?([a-z]+)\b")
DECLARED = re.compile(r"\b(?:WITH|AS) [a-z]+\(([a-z, ]+)\)")
NAMED = re.compile(r"\bAS ([a-z_]+)\b")
TEXT = re.compile(r"'([^']*)'")
NAME = re.compile(r'(?<![:\w%])(?:(\w+)\.)?"?([a-z_][a-z0-9_]*)"?(?![\w(.])')


def texts(path: Path) -> list[str]:
    """The texts in a module that are SQL, with `{}` for each value that is computed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    inner |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            found.append(node.value)
    return [text for text in found if SQL.search(text)]


def unknown_names(statement: str) -> list[str]:
    """The names in a statement that no model has."""
    for text in TEXT.findall(statement):
        if text.startswith("chat_") and text.removesuffix("_id_seq") not in COLUMNS:
            return [text]
    statement = TEXT.sub("''", statement)
    tables = set(re.findall(r"\b(?:chat|django)_\w+", statement))
    if tables - COLUMNS.keys():
        return sorted(tables - COLUMNS.keys())
    aliases = ALIASES | {alias: table for table, alias in ALIAS.findall(statement)} | {table: table for table in tables}
    declared = {name.strip() for names in DECLARED.findall(statement) for name in names.split(",")}
    declared |= set(NAMED.findall(statement))
    bare = set().union(declared, ALWAYS, aliases, ROWS, *(COLUMNS[table] for table in tables))
    unknown = []
    for qualifier, name in NAME.findall(statement):
        known = bare if not qualifier else COLUMNS.get(aliases.get(qualifier, ""), set())
        if qualifier not in ROWS and name not in known:
            unknown.append(f"{qualifier}.{name}" if qualifier else name)
    return unknown


def test_every_name_in_hand_written_sql_belongs_to_a_model():
    unknown = {
        f"{path.relative_to(ROOT)}: {text}": names
        for path in modules()
        for text in texts(path)
        if (names := unknown_names(text))
    }
    assert unknown == {}


def test_the_hand_written_statements_are_found():
    written = {str(path.relative_to(ROOT)) for path in modules() if texts(path)}
    assert written >= {
        "chat/access/credentials.py",
        "chat/actions/search_index.py",
        "chat/actions/changes/reading.py",
        "chat/actions/changes/sql.py",
        "chat/actions/messages/read_mark_sql.py",
        "chat/models/messages/details.py",
        "chat/models/messages/versions.py",
        "chat/queries/rooms/sidebar.py",
        "chat/queries/rooms/unread_mentions.py",
        "chat/queries/search/index.py",
        "chat/queries/search/search.py",
        "chat/queries/welcome.py",
    }


@pytest.mark.parametrize(
    ("statement", "unknown"),
    [
        ("SELECT room.name FROM chat_room room WHERE room.id = %s", []),
        ("SELECT room.title FROM chat_room room", ["room.title"]),
        ("SELECT title FROM chat_room", ["title"]),
        ("SELECT id FROM chat_rooms", ["chat_rooms"]),
        ("UPDATE chat_room SET topic = %s WHERE slag = %s", ["slag"]),
        ("m.removed_at IS NULL", ["m.removed_at"]),
        ("SELECT count(*), nextval('chat_rooms_id_seq') FROM chat_room", ["chat_rooms_id_seq"]),
    ],
)
def test_an_unknown_name_is_recognised(statement, unknown):
    assert unknown_names(statement) == unknown
