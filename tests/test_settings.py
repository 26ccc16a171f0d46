"""A wrong setting stops the start with one line that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEY = "a secret key of more than thirty-two characters"
PRINT = (
    "import json, sys; from chatsite import settings; print(json.dumps(eval(sys.argv[1], vars(settings)), default=str))"
)


def start(code, *arguments, tmp_path, **variables):
    """Runs `code` in a process that knows nothing but `variables`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "DATA_DIR": str(tmp_path), **variables}
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def value(expression, *, tmp_path, **variables):
    import json

    done = start(PRINT, expression, tmp_path=tmp_path, **variables)
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
    "DATA_DIR": "/dev/null/data",
}


@pytest.mark.parametrize(("name", "wrong"), WRONG.items(), ids=WRONG.keys())
def test_a_value_that_makes_no_sense_is_named_in_one_line(tmp_path, name, wrong):
    done = start("import chatsite.settings", tmp_path=tmp_path, **{"SECRET_KEY": KEY, name: wrong})
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
def test_other_values_that_cannot_work_are_named_as_well(tmp_path, name, wrong):
    done = start("import chatsite.settings", tmp_path=tmp_path, **{"SECRET_KEY": KEY, name: wrong})
    assert done.returncode != 0
    assert name in done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("variables", "arguments"),
    [({"WEB_CONCURRENCY": "2"}, []), ({}, ["--workers", "2"]), ({}, ["--workers=2"])],
)
def test_several_workers_need_redis(tmp_path, variables, arguments):
    done = start("import chatsite.settings", *arguments, tmp_path=tmp_path, **variables)
    assert "REDIS_URL" in done.stderr.strip().splitlines()[-1]
    assert (
        start(
            "import chatsite.settings", *arguments, tmp_path=tmp_path, REDIS_URL="redis://localhost", **variables
        ).returncode
        == 0
    )


@pytest.mark.parametrize("variables", [{"DEBUG": "0"}, {}], ids=["said", "unsaid"])
def test_without_a_secret_key_nothing_is_served_in_production(tmp_path, variables):
    done = start("import chatsite.asgi", tmp_path=tmp_path, **variables)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr.strip().splitlines()[-1]


def test_a_development_machine_makes_its_key_once_and_keeps_it_to_itself(tmp_path):
    first = value("SECRET_KEY", tmp_path=tmp_path, DEBUG="1")
    assert len(first) >= 50
    assert value("SECRET_KEY", tmp_path=tmp_path, DEBUG="1") == first
    assert oct((tmp_path / "secret_key").stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_two_processes_that_start_together_share_one_key(tmp_path):
    code = "from chatsite import settings; print(settings.SECRET_KEY)"
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DEBUG": "1", "SECRET_KEY": ""}
    started = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    keys = {process.communicate(timeout=60)[0].strip() for process in started}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50


def test_with_nothing_said_everything_stays_on_this_machine(tmp_path):
    stores = "DATABASES['default']['NAME'], CHANNEL_LAYERS['default']['BACKEND']"
    assert value(f"[DEBUG, SIGNUP, {stores}, EMAIL_BACKEND, ALLOWED_HOSTS]", tmp_path=tmp_path) == [
        False,
        "open",
        str(tmp_path / "chatsite.sqlite3"),
        "channels.layers.InMemoryChannelLayer",
        "django.core.mail.backends.console.EmailBackend",
        ["localhost", "127.0.0.1", "[::1]"],
    ]


def test_files_lie_on_the_disk_or_in_a_bucket(tmp_path):
    assert value("STORAGES['default']", tmp_path=tmp_path)["BACKEND"].endswith("FileSystemStorage")
    url = "s3://key:s%2Fecret@s3.example.org/chat?region=north"
    found = value("STORAGES['default']['OPTIONS']", tmp_path=tmp_path, STORAGE_URL=url)
    assert (found["endpoint_url"], found["bucket_name"]) == ("https://s3.example.org", "chat")
    assert (found["access_key"], found["secret_key"], found["region_name"]) == ("key", "s/ecret", "north")
    local = value("STORAGES['default']['OPTIONS']", tmp_path=tmp_path, STORAGE_URL="s3+http://k:s@10.0.0.2:9000/chat")
    assert (local["endpoint_url"], local["default_acl"]) == ("http://10.0.0.2:9000", None)


def test_lists_may_hold_spaces(tmp_path):
    said = {"ALLOWED_HOSTS": " chat.example , www.chat.example,", "CSRF_TRUSTED_ORIGINS": "https://chat.example, "}
    found = value("[ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS]", tmp_path=tmp_path, **said)
    assert found == [["chat.example", "www.chat.example"], ["https://chat.example"]]


@pytest.mark.parametrize(
    ("said", "meant"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False), ("", False)]
)
def test_yes_and_no_may_be_said_in_several_ways(tmp_path, said, meant):
    assert value("SESSION_COOKIE_SECURE", tmp_path=tmp_path, SECURE_COOKIES=said) is meant


OPTIONS = "DATABASES['default']['OPTIONS']['options']"


def test_postgresql_gets_a_bounded_pool_and_no_lasting_connections(tmp_path):
    found = value("DATABASES['default']", tmp_path=tmp_path, DATABASE_URL="postgres://u:p@db:5432/chat")
    assert (found["HOST"], found["NAME"], found["CONN_MAX_AGE"]) == ("db", "chat", 0)
    assert found["OPTIONS"]["pool"]["max_size"] > 1
    assert found["OPTIONS"]["pool"]["timeout"] < found["OPTIONS"]["connect_timeout"] < 5


def test_postgresql_ends_the_transaction_of_a_process_that_stands_still_unless_the_address_says_otherwise(tmp_path):
    url = "postgres://u:p@db:5432/chat"
    assert "idle_in_transaction_session_timeout" in value(OPTIONS, tmp_path=tmp_path, DATABASE_URL=url)
    assert value(OPTIONS, tmp_path=tmp_path, DATABASE_URL=f"{url}?options=-c%20jit%3Doff") == "-c jit=off"


def test_redis_carries_the_layer_and_the_cache_and_no_idle_socket_times_out(tmp_path):
    found = value("[CHANNEL_LAYERS['default'], CACHES['default']]", tmp_path=tmp_path, REDIS_URL="redis://cache:6379/1")
    assert found[0]["CONFIG"]["hosts"] == [{"address": "redis://cache:6379/1", "socket_timeout": None}]
    assert found[1]["LOCATION"] == "redis://cache:6379/1"
