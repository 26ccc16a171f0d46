"""Settings are read from the environment, and a wrong value stops the start with one line that names the variable."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEY = "a secret key of more than thirty-two characters"
PRINT = (
    "import json, sys; from chatsite import settings; print(json.dumps(eval(sys.argv[1], vars(settings)), default=str))"
)


def run_python(code, *arguments, tmp_path, **variables):
    """Run `code` in a process whose environment holds only `variables`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "DATA_DIR": str(tmp_path), **variables}
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def evaluate(expression, *, tmp_path, **variables):
    """Return the value of an expression over the settings, in a process with these variables."""
    done = run_python(PRINT, expression, tmp_path=tmp_path, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


WRONG = {
    "DEBUG": "maybe",
    "SIGNUP": "sometimes",
    "BENCH_ROOMS": "2",
    "LINK_PREVIEWS": "https",
    "SECURE_COOKIES": "ja",
    "BEHIND_PROXY": "nginx",
    "SECRET_KEY": "short",
    "WEB_CONCURRENCY": "two",
    "REDIS_URL": "http://localhost",
    "DATABASE_URL": "mysql://localhost/chat",
    "CSRF_TRUSTED_ORIGINS": "chat.example",
    "STORAGE_URL": "ftp://key:secret@host/bucket",
    "FILE_QUOTA_MB": "much",
    "EMAIL_URL": "pigeon://coop",
    "EMAIL_TIMEOUT": "0",
    "DATA_DIR": "/dev/null/data",
}


@pytest.mark.parametrize(("name", "wrong"), WRONG.items(), ids=WRONG.keys())
def test_a_wrong_value_stops_the_start_with_one_line_that_names_the_variable(tmp_path, name, wrong):
    done = run_python("import chatsite.settings", tmp_path=tmp_path, **{"SECRET_KEY": KEY, name: wrong})
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert name in last


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("WEB_CONCURRENCY", "0"),
        ("WEB_CONCURRENCY", "-2"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgres://u:p@host:port/name"),
        ("EMAIL_URL", "smtp://user:password@host:port"),
        ("STORAGE_URL", "s3://key:secret@host"),
        ("STORAGE_URL", "s3://host/bucket"),
        ("STORAGE_URL", "s3://key:secret@host:port/bucket"),
    ],
)
def test_a_value_that_cannot_work_stops_the_start_too(tmp_path, name, wrong):
    done = run_python("import chatsite.settings", tmp_path=tmp_path, **{"SECRET_KEY": KEY, name: wrong})
    assert done.returncode != 0
    assert name in done.stderr.strip().splitlines()[-1]


def test_operating_md_lists_every_variable():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "chatsite" / "settings").glob("*.py")]
    variables = {name for text in sources for name in re.findall(r'(?:read_\w+|env\.\w+)\(\s*"([A-Z_]+)"', text)}
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operating.md").read_text(encoding="utf-8"), re.M))
    assert {"DEBUG", "SECRET_KEY", "EMAIL_URL"} <= variables
    assert variables == listed


@pytest.mark.parametrize(
    ("variables", "arguments"),
    [({"WEB_CONCURRENCY": "2"}, []), ({}, ["--workers", "2"]), ({}, ["--workers=2"])],
)
def test_several_workers_need_redis(tmp_path, variables, arguments):
    without = run_python("import chatsite.settings", *arguments, tmp_path=tmp_path, **variables)
    assert "REDIS_URL" in without.stderr.strip().splitlines()[-1]
    variables = {**variables, "REDIS_URL": "redis://localhost"}
    assert run_python("import chatsite.settings", *arguments, tmp_path=tmp_path, **variables).returncode == 0


@pytest.mark.parametrize("variables", [{"DEBUG": "0"}, {}], ids=["explicit", "default"])
def test_production_does_not_serve_without_a_secret_key(tmp_path, variables):
    done = run_python("import chatsite.asgi", tmp_path=tmp_path, **variables)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr.strip().splitlines()[-1]


def test_a_development_key_is_created_once_and_only_its_owner_can_read_it(tmp_path):
    first = evaluate("SECRET_KEY", tmp_path=tmp_path, DEBUG="1")
    assert len(first) >= 50
    assert evaluate("SECRET_KEY", tmp_path=tmp_path, DEBUG="1") == first
    assert oct((tmp_path / "secret_key").stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_share_one_development_key(tmp_path):
    code = "from chatsite import settings; print(settings.SECRET_KEY)"
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DEBUG": "1", "SECRET_KEY": ""}
    processes = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    keys = {process.communicate(timeout=60)[0].strip() for process in processes}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50


def test_an_empty_environment_keeps_everything_on_this_machine(tmp_path):
    stores = "DATABASES['default']['NAME'], CHANNEL_LAYERS['default']['BACKEND']"
    assert evaluate(f"[DEBUG, SIGNUP, {stores}, EMAIL_BACKEND, ALLOWED_HOSTS]", tmp_path=tmp_path) == [
        False,
        "open",
        str(tmp_path / "chatsite.sqlite3"),
        "channels.layers.InMemoryChannelLayer",
        "django.core.mail.backends.console.EmailBackend",
        ["localhost", "127.0.0.1", "[::1]"],
    ]


def test_uploaded_files_are_stored_on_the_disk_or_in_a_bucket(tmp_path):
    assert evaluate("STORAGES['default']", tmp_path=tmp_path)["BACKEND"].endswith("FileSystemStorage")
    options = "STORAGES['default']['OPTIONS']"
    url = "s3://key:s%2Fecret@s3.example.org/chat?region=north"
    remote = evaluate(options, tmp_path=tmp_path, STORAGE_URL=url)
    assert (remote["endpoint_url"], remote["bucket_name"]) == ("https://s3.example.org", "chat")
    assert (remote["access_key"], remote["secret_key"], remote["region_name"]) == ("key", "s/ecret", "north")
    local = evaluate(options, tmp_path=tmp_path, STORAGE_URL="s3+http://k:s@10.0.0.2:9000/chat")
    assert (local["endpoint_url"], local["default_acl"]) == ("http://10.0.0.2:9000", None)


def test_static_files_are_collected_outside_the_data_folder(tmp_path):
    assert evaluate("STATIC_ROOT", tmp_path=tmp_path) == str(ROOT / "staticfiles")
    assert evaluate("STATIC_ROOT", tmp_path=tmp_path, STATIC_ROOT="/srv/static") == "/srv/static"


def test_mail_has_a_timeout(tmp_path):
    mail = "[EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_TIMEOUT]"
    url = "smtp+tls://user:password@mail.example:587"
    assert evaluate(mail, tmp_path=tmp_path, EMAIL_URL=url) == ["mail.example", 587, True, 10]
    assert evaluate("EMAIL_TIMEOUT", tmp_path=tmp_path, EMAIL_URL=url, EMAIL_TIMEOUT="3") == 3


def test_lists_may_contain_spaces(tmp_path):
    variables = {"ALLOWED_HOSTS": " chat.example , www.chat.example,", "CSRF_TRUSTED_ORIGINS": "https://chat.example, "}
    lists = evaluate("[ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS]", tmp_path=tmp_path, **variables)
    assert lists == [["chat.example", "www.chat.example"], ["https://chat.example"]]


@pytest.mark.parametrize(
    ("text", "expected"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False), ("", False)]
)
def test_booleans_have_several_spellings(tmp_path, text, expected):
    assert evaluate("SESSION_COOKIE_SECURE", tmp_path=tmp_path, SECURE_COOKIES=text) is expected


POSTGRESQL = "postgres://u:p@db:5432/chat"


def test_postgresql_has_a_bounded_pool_and_no_persistent_connections(tmp_path):
    database = evaluate("DATABASES['default']", tmp_path=tmp_path, DATABASE_URL=POSTGRESQL)
    assert (database["HOST"], database["NAME"], database["CONN_MAX_AGE"]) == ("db", "chat", 0)
    assert database["OPTIONS"]["pool"]["max_size"] > 1
    assert database["OPTIONS"]["pool"]["timeout"] < database["OPTIONS"]["connect_timeout"] < 5


def test_postgresql_ends_idle_transactions_unless_the_url_has_other_options(tmp_path):
    options = "DATABASES['default']['OPTIONS']['options']"
    url = f"{POSTGRESQL}?options=-c%20jit%3Doff"
    assert "idle_in_transaction_session_timeout" in evaluate(options, tmp_path=tmp_path, DATABASE_URL=POSTGRESQL)
    assert evaluate(options, tmp_path=tmp_path, DATABASE_URL=url) == "-c jit=off"


def test_redis_serves_the_channel_layer_and_the_cache_without_timing_out_idle_sockets(tmp_path):
    stores = "[CHANNEL_LAYERS['default'], CACHES['default']]"
    layer, cache = evaluate(stores, tmp_path=tmp_path, REDIS_URL="redis://cache:6379/1")
    assert layer["CONFIG"]["hosts"] == [{"address": "redis://cache:6379/1", "socket_timeout": None}]
    assert cache["LOCATION"] == "redis://cache:6379/1"
