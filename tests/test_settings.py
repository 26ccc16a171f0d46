"""Settings are read from the environment, and a wrong value is refused in one line that names the variable."""

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


def run_python(code, *arguments, tmp_path, input=None, **variables):
    """Run `code` in a process whose environment holds only `variables`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "DATA_DIR": str(tmp_path), **variables}
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=input, capture_output=True, text=True, timeout=60, check=False
    )


def evaluate(expression, *, tmp_path, **variables):
    """Return the value of an expression over the settings, in a process with these variables."""
    done = run_python(PRINT, expression, tmp_path=tmp_path, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


UNREADABLE = ["a\nb", "\x1b[31m", "\udcff", "a\u2028b"]
"""No value of any variable has line breaks or control characters, or is not UTF-8."""
NO_NUMBERS = ["two", "0", "-2", "1.5", "٣", "1_0", "9" * 12, "9" * 5000]
WRONG = {
    "DEBUG": ["maybe", "2", "$SECRET_KEY"],
    "SIGNUP": ["sometimes", "open,closed"],
    "SIGNUP_APPROVAL": ["maybe"],
    "SIGNUP_CONFIRM_EMAIL": ["maybe", "1"],
    "SIGNUP_DOMAINS": ["a b", "https://x.example", "example.org,a..b", "example.org"],
    "SIGNUP_REFUSED_DOMAINS": ["a b", "x/y"],
    "NEWCOMER_LINK_HOURS": [value for value in NO_NUMBERS if value != "0"],
    "BENCH_ROOMS": ["2"],
    "STAFF_TWO_STEP": ["staff"],
    "OIDC_ISSUER": [
        *("http://id.example.org", "id.example.org", "https://", "https://id.example.org:port", "ftp://id.example.org"),
        *("https://user@id.example.org", "https://id.example.org/?a=b", "https://id.example.org; script-src *"),
        "https://id.example.org",  # without a client
    ],
    "OIDC_CLIENT_ID": ["chatsite", "x" * 192],
    "OIDC_CLIENT_SECRET": ["secret", "x" * 192],
    "OIDC_NAME": ["x" * 41],
    "LINK_PREVIEWS": ["https"],
    "SECURE_COOKIES": ["ja"],
    "BEHIND_PROXY": ["nginx"],
    "SECRET_KEY": ["short"],
    "SECRET_KEY_FALLBACKS": ["short", f"{KEY},short"],
    "SITE_NAME": ["x" * 61],
    "WEB_CONCURRENCY": [*NO_NUMBERS, "1000"],
    "FILE_QUOTA_MB": NO_NUMBERS,
    "SOCKETS_PER_ADDRESS": NO_NUMBERS,
    "ANONYMOUS_SOCKETS": NO_NUMBERS,
    "GRANT_DELAY_HOURS": NO_NUMBERS,
    "RETENTION_DAYS": [value for value in NO_NUMBERS if value != "0"],
    "RETENTION_LONGER": ["30"],
    "EMAIL_TIMEOUT": NO_NUMBERS,
    "HSTS_SECONDS": [value for value in NO_NUMBERS if value != "0"],
    "ALLOWED_HOSTS": [
        "https://chat.example",
        "chat.example/",
        "chat.example:8000",
        "chat example",
        "chat.example,http://x",
        "a..b",
        "*.chat.example",
        "user@host",
    ],
    "CSRF_TRUSTED_ORIGINS": [
        "chat.example",
        "https://chat.example/",
        "https://chat.example/path",
        "https://",
        "https://chat.example:port",
        "https://chat.example?x",
        "ftp://chat.example",
    ],
    "REDIS_URL": [
        "http://localhost",
        "redis://",
        "redis:///0",
        "redis://cache/zero",
        "redis://cache/0/1",
        "redis://cache:port/0",
        "redis://cache:0/0",
        "redis://cache:99999/0",
        "redis://cache/0?db=zero",
        "redis://cache/0?colour=red",
        "unix://",
        "cache:6379",
    ],
    "DATABASE_URL": [
        "mysql://localhost/chat",
        "sqlite://:memory:",
        "sqlite:///:memory:",
        "sqlite:///",
        "sqlite:////",
        "sqlite:////nowhere/at/all/chat.sqlite3",
        "postgres://",
        "postgres://db",
        "postgres://db/",
        "postgres://u:p@host:port/name",
        "postgres://u:p@host:99999/name",
        "postgres://u:p#w@host/name",
        "postgres://u:p@host/name?colour=red",
        "db",
    ],
    "EMAIL_URL": [
        "pigeon://coop",
        "smtp://",
        "smtp://user:password@host:port",
        "smtp+tls://host:587?timeout=3",
        "smtp://user:pass#word@host",
        "filemail://",
        "mail.example",
    ],
    "DEFAULT_FROM_EMAIL": ["chat", "Chat <chat>", "chat@", "@example.org", "a@b@c", "Chat chat@example.org>", "a b@c"],
    "STORAGE_URL": [
        "ftp://key:secret@host/bucket",
        "s3://key:secret@host",
        "s3://host/bucket",
        "s3://key:secret@host:port/bucket",
        "s3://key:secret@host/bucket/folder",
        "s3://key:secret@host/bucket?regoin=north",
    ],
    "DATA_DIR": ["/dev/null/data", "/dev/null"],
    "STATIC_ROOT": ["/dev/null/static", "/dev/null", str(ROOT), str(ROOT / "static")],
}
TRY_ALL = """
import json, os, sys
fixed = dict(os.environ)
for name, value in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update({**fixed, name: value})
    for module in [module for module in sys.modules if module.startswith("chatsite")]:
        del sys.modules[module]
    try:
        import chatsite.settings
        outcome = ["accepted", ""]
    except Exception as error:
        outcome = [type(error).__name__, str(error)]
    print(json.dumps(outcome))
"""


def outcomes(cases, *, tmp_path, **variables):
    """Import the settings once with each (name, value), all in one process. Return the error of each and its text."""
    done = run_python(TRY_ALL, tmp_path=tmp_path, input=json.dumps(cases), **variables)
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_every_wrong_value_of_every_variable_is_refused_in_a_line_that_names_it(tmp_path):
    cases = [(name, value) for name, values in WRONG.items() for value in [*values, *UNREADABLE]]
    results = dict(zip(cases, outcomes(cases, tmp_path=tmp_path, SECRET_KEY=KEY), strict=True))
    accepted = [case for case, (kind, _) in results.items() if kind != "ImproperlyConfigured"]
    assert accepted == []
    unclear = {case: text for case, (_, text) in results.items() if case[0] not in text or "\n" in text}
    assert unclear == {}
    assert {case: text for case, (_, text) in results.items() if len(text) > 300} == {}


def test_no_message_shows_a_password(tmp_path):
    names = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "STORAGE_URL")
    cases = [(name, f"{scheme}://user:hunter2@host:x/y") for name in names for scheme in ("postgres", "redis", "smtp")]
    for kind, text in outcomes(cases, tmp_path=tmp_path):
        assert kind == "ImproperlyConfigured"
        assert "hunter2" not in text


RIGHT = {
    "ALLOWED_HOSTS": [
        "chat.example",
        "*",
        ".example.org",
        "[::1]",
        "[2001:db8::1]",
        "::1",
        "CHAT.example,10.0.0.7",
        "my_host",
    ],
    "CSRF_TRUSTED_ORIGINS": [
        "https://chat.example",
        "http://10.0.0.7:8080",
        "https://*.example.org",
        "https://[::1]:8",
    ],
    "REDIS_URL": ["redis://cache", "rediss://:p%40ss@cache:6380/1", "unix:///run/redis.sock?db=1", "redis://[::1]/0"],
    "DATABASE_URL": [
        "postgres:///chat",
        "postgresql://u:p%23w@db:5432/chat?sslmode=require",
        "postgres://u@%2Frun%2Fpostgresql/chat",
        "postgres://u:p@one:5432,two:5433/chat",
    ],
    "EMAIL_URL": ["smtp://host", "smtp+tls://u:p%23w@host:587", "smtp+ssl://host", "filemail:///tmp", "consolemail://"],
    "DEFAULT_FROM_EMAIL": ["chat@example.org", "Chat <chat@example.org>", "聊天 <chat@intranet>"],
    "SECRET_KEY": [KEY, "$" + KEY],
    "SECRET_KEY_FALLBACKS": [KEY, f"{KEY}, {KEY}"],
    "SITE_NAME": ["聊天", "Team 👩\u200d💻"],
    "STORAGE_URL": ["s3://k:s@s3.example.org/chat", "s3+http://k:s@[::1]:9000/chat?region=x"],
}


def test_right_values_are_accepted(tmp_path):
    cases = [(name, value) for name, values in RIGHT.items() for value in values]
    results = dict(zip(cases, outcomes(cases, tmp_path=tmp_path, SECRET_KEY=KEY), strict=True))
    assert {case: outcome for case, outcome in results.items() if outcome[0] != "accepted"} == {}


def test_the_table_of_wrong_values_has_every_variable():
    assert WRONG.keys() == variables_of_the_settings()


def variables_of_the_settings():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "chatsite" / "settings").glob("*.py")]
    return {name for text in sources for name in re.findall(r'read_\w+\(\s*"([A-Z_]+)"', text)}


def test_operating_md_lists_every_variable():
    variables = variables_of_the_settings()
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
        "django.core.mail.backends.dummy.EmailBackend",
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


def test_mail_goes_into_the_log_in_development_only(tmp_path):
    """In production it would put reset links where many can read them."""
    assert evaluate("EMAIL_BACKEND", tmp_path=tmp_path, DEBUG="1").endswith("console.EmailBackend")
    assert evaluate("EMAIL_BACKEND", tmp_path=tmp_path).endswith("dummy.EmailBackend")


def test_mail_uses_the_port_of_its_kind_of_encryption(tmp_path):
    for scheme, port in {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}.items():
        assert evaluate("EMAIL_PORT", tmp_path=tmp_path, EMAIL_URL=f"{scheme}://mail.example") == port


def test_mail_has_a_timeout(tmp_path):
    mail = "[EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_TIMEOUT]"
    url = "smtp+tls://user:password@mail.example:587"
    assert evaluate(mail, tmp_path=tmp_path, EMAIL_URL=url) == ["mail.example", 587, True, 10]
    assert evaluate("EMAIL_TIMEOUT", tmp_path=tmp_path, EMAIL_URL=url, EMAIL_TIMEOUT="3") == 3


def test_lists_may_contain_spaces(tmp_path):
    variables = {"ALLOWED_HOSTS": " chat.example , www.chat.example,", "CSRF_TRUSTED_ORIGINS": "https://chat.example, "}
    lists = evaluate("[ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS]", tmp_path=tmp_path, **variables)
    assert lists == [["chat.example", "www.chat.example"], ["https://chat.example"]]


def test_an_ipv6_address_is_written_as_browsers_send_it(tmp_path):
    hosts = evaluate("ALLOWED_HOSTS", tmp_path=tmp_path, ALLOWED_HOSTS="::1,[2001:DB8:0:0::7],10.0.0.7")
    assert hosts == ["[::1]", "[2001:db8::7]", "10.0.0.7"]


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


def test_a_new_data_folder_and_the_files_in_it_are_for_their_owner_alone(tmp_path):
    code = (
        "import django; django.setup(); from django.core.files.base import ContentFile; "
        "from django.core.files.storage import default_storage; default_storage.save('a/b', ContentFile(b'x'))"
    )
    data = tmp_path / "new" / "data"
    environment = {**os.environ, "DATA_DIR": str(data), "DEBUG": "1", "SECRET_KEY": "", "STORAGE_URL": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "chatsite.settings", "DATABASE_URL": "", "REDIS_URL": ""}
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=True, timeout=60)
    made = [data, *data.rglob("*")]
    assert len(made) == 5
    assert {oct(path.stat().st_mode & 0o077) for path in made} == {"0o0"}
