"""deploy/nginx.conf, as it is printed, in front of a real server."""

import asyncio
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers.conftest import check_log, copy_of
from tests.support import services
from tests.support.servers import ROOT, Process, Server, free_port
from tests.support.web_session import WebSession
from tests.support.websocket_client import Client, Refused

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.skipif(not NGINX and not services.REQUIRED, reason="nginx is missing")
FILE = ROOT / "deploy" / "nginx.conf"
MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/chatsite.conf;
}}
"""


class Nginx(Process):
    """nginx with the printed file, in which only names, ports, paths and what `changes` says are replaced."""

    def __init__(self, folder: Path, server: Server, **changes: str) -> None:
        self.plain_port, port = free_port(), free_port()
        self.certificate = str(folder / "certificate.pem")
        subprocess.run(
            [
                *"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split(),
                *("-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:TRUE"),
                *("-keyout", str(folder / "key.pem"), "-out", self.certificate),
            ],
            check=True,
            capture_output=True,
        )
        text = FILE.read_text(encoding="utf-8")
        replaced = {
            "listen [::]:80;": "",
            "listen [::]:443 ssl http2;": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "/etc/letsencrypt/live/chat.example.org/fullchain.pem": self.certificate,
            "/etc/letsencrypt/live/chat.example.org/privkey.pem": str(folder / "key.pem"),
            "chat.example.org": "localhost",
            "127.0.0.1:8000": f"127.0.0.1:{server.port}",
            **changes,
        }
        for old, new in replaced.items():
            assert old in text, old
            text = text.replace(old, new)
        (folder / "chatsite.conf").write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
        command = [
            NGINX or "nginx",
            "-p",
            str(folder),
            "-e",
            str(folder / "nginx.log"),
            "-c",
            str(folder / "nginx.conf"),
        ]
        super().__init__(command, port, folder / "nginx.out")

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"


@pytest.fixture(scope="module")
def server(staged, tmp_path_factory):
    folder = tmp_path_factory.mktemp("behind-nginx")
    # As the file says.
    settings = {"ALLOWED_HOSTS": "localhost", "BEHIND_PROXY": "1", "SECURE_COOKIES": "1"}
    with Server("uvicorn", copy_of(staged, folder), folder / "log", **settings) as server:
        yield server
    check_log(server.text)


@pytest.fixture(scope="module")
def nginx(server, tmp_path_factory):
    with Nginx(tmp_path_factory.mktemp("nginx"), server) as nginx:
        yield nginx
    # [error] is what it calls a body that is too large.
    assert not re.findall(r"\[(?:warn|crit|alert|emerg)\]", (nginx.log.parent / "nginx.log").read_text())


@pytest.fixture
def visitor(nginx, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", nginx.certificate)  # For the WebSocket client.
    return WebSession(nginx.url, nginx.certificate)


def test_the_file_is_the_one_that_the_documents_name():
    assert "deploy/nginx.conf" in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_a_page_without_tls_is_redirected(nginx, visitor):
    answer = WebSession(f"http://localhost:{nginx.plain_port}").get("/rooms/?q=a")
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/rooms/?q=a")


def test_a_person_signs_up_logs_in_and_sees_pages_that_browsers_keep_to_tls(visitor):
    assert visitor.sign_up("nina").status == 302
    visitor.cookies.clear()
    answer = visitor.log_in("nina")
    assert answer.status == 302, answer.text
    assert all(cookie.secure for cookie in visitor.cookies)
    page = visitor.get("/rooms/")
    assert (page.status, page.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")


async def test_a_person_uses_a_websocket_and_uploads_a_file(nginx, visitor):
    assert (await asyncio.to_thread(visitor.sign_up, "nils")).status == 302
    client = await Client.connect(nginx.url, session=visitor.cookie("sessionid"))
    welcome = await client.expect("welcome")
    assert welcome["user"]["username"] == "nils"
    await client.ping()
    content = os.urandom(300_000)
    answer = await asyncio.to_thread(visitor.upload, content)
    assert answer.status == 201, answer.text
    url = re.search(r'"url":"([^"]+)"', answer.text)[1]
    assert (await asyncio.to_thread(visitor.get, url)).body == content
    await client.close()


def test_nobody_sends_a_large_body_to_anything_but_an_upload(visitor):
    for path in ("/", "/accounts/login/", "/api/v1/rooms", "/admin/login/"):
        assert visitor.send(path, b"x" * 200_000).status == 413
    assert visitor.send("/api/v1/attachments", b"x" * 200_000, Content_Type="text/plain").status == 401


def test_an_address_that_a_client_claims_does_not_count(visitor):
    """Ten wrong log-ins lock out an address for some seconds. The last test of this server that logs in."""
    token, statuses = visitor.get("/accounts/login/") and visitor.cookie("csrftoken"), []
    # On a busy machine an attempt takes so long that another one becomes free meanwhile.
    while 429 not in statuses and len(statuses) < 25:
        data = f"csrfmiddlewaretoken={token}&login=nobody{len(statuses)}&password=wrong".encode()
        headers = {"X_Forwarded_For": f"203.0.113.{len(statuses)}", "Referer": visitor.url + "/"}
        statuses.append(visitor.send("/accounts/login/", data, **headers).status)
    assert statuses[:10] == [401] * 10
    assert statuses[-1] == 429


async def test_one_address_gets_a_limited_number_of_sockets(server, tmp_path, monkeypatch, cast):
    with Nginx(tmp_path, server, **{"chatsite_sockets 200": "chatsite_sockets 3"}) as nginx:
        monkeypatch.setenv("SSL_CERT_FILE", nginx.certificate)
        clients = [await Client.connect(nginx.url, token=cast.token("bob")) for _ in range(3)]
        with pytest.raises(Refused) as refused:
            await Client.connect(nginx.url, token=cast.token("bob"))
        assert refused.value.status == 429
        for client in clients:
            await client.close()
