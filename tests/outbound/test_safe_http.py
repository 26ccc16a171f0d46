"""The HTTP client, tested against a real server that misbehaves."""

import asyncio
import gzip
import socket
import tracemalloc

import pytest

from chat import conf
from chat.outbound import safe_http
from chat.outbound.safe_http import Head, NoPage, fetch_head
from tests.support.fake_website import endless_answer, fake_website, page, redirect

HTML = "Content-Type: text/html"


async def reason_of_refusal(url, **more):
    with pytest.raises(NoPage) as refusal:
        await fetch_head(url, **more)
    return str(refusal.value)


async def test_it_fetches_the_head_of_a_page(site):
    site.answers["/"] = page("<head><title>A</title></HEAD><body>the rest", "Content-Type: text/html; charset=GBK")
    assert await fetch_head(site.url(), also={site.place}) == Head(b"<head><title>A</title>", "GBK")


async def test_a_request_names_the_client_and_has_no_cookies_or_passwords(site, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.answers["/"] = page("", f"{HTML}\r\nSet-Cookie: seen=1\r\nLocation: /again", "302 Found")
    await fetch_head(site.url(), also={site.place})
    assert site.asked == ["/", "/again"]
    for head in site.heads:
        assert "user-agent: chatsite (link preview)" in head.lower()
        assert not {"cookie", "authorization", "referer"} & {line.split(":")[0].lower() for line in head.splitlines()}


# --- Addresses that are refused

# Each of these leads to this machine.
HERE = ["127.0.0.1", "localhost", "0x7f000001", "0x7f.1", "[::ffff:127.0.0.1]"]


@pytest.mark.parametrize("host", HERE)
async def test_every_notation_of_a_loopback_address_is_refused(site, host):
    why = await reason_of_refusal(site.url(host=host), also={("127.0.0.9", site.port)})
    assert "is not allowed" in why
    assert site.asked == []


@pytest.mark.parametrize("host", HERE)
async def test_without_the_check_the_request_would_succeed(site, host, monkeypatch):
    """Proves that the test above fails for a client without the check."""
    monkeypatch.setattr(safe_http, "is_public", lambda address: True)
    monkeypatch.setattr(safe_http, "PORTS", frozenset({site.port}))
    await fetch_head(site.url(host=host))
    assert site.asked == ["/"]


@pytest.mark.parametrize("host", ["2130706433", "0177.0.0.1", "127.1", "0"])
async def test_unusual_notations_of_numbers_are_not_addresses(site, host):
    assert "not a canonical IPv4 address" in await reason_of_refusal(site.url(host=host), also={site.place})
    assert site.asked == []


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "169.254.169.254", "[::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "100.64.0.1"]
)
async def test_an_address_of_the_local_network_is_refused(host):
    assert "is not allowed" in await reason_of_refusal(f"http://{host}/")


async def test_a_name_that_changes_to_a_private_address_is_refused(monkeypatch):
    turns = iter(["8.8.8.8", "10.0.0.7"])
    dialled = []

    def answer(host, port, *more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(turns), port))]

    def dial(*what):
        dialled.append(what)
        raise OSError("nobody there")

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with monkeypatch.context() as patch:
        patch.setattr(safe_http.socket, "socket", dial)
        await reason_of_refusal("http://rebinding.example/")
        assert len(dialled) == 1
        assert "is not allowed" in await reason_of_refusal("http://rebinding.example/")
    assert len(dialled) == 1


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:6379/_INFO",
        "javascript:alert(1)",
        "//127.0.0.1/",
        "/etc/passwd",
        "",
        "http://",
        "http://[::1",
        "http://example.org:22/",
        "http://example.org:6379/",
        "http://example.org:99999/",
        "http://ada:secret@example.org/",
        "http://ada@example.org/",
        "http://exa mple.org/",
        "http://" + "a" * 300 + ".example/",
        "http://\udcff.example/",
    ],
)
async def test_a_url_with_another_scheme_port_or_a_password_is_refused(url, monkeypatch):
    def dial(*what):
        raise AssertionError(what)

    monkeypatch.setattr(safe_http.socket, "socket", dial)
    await reason_of_refusal(url)


async def test_at_most_three_redirects_are_followed(site):
    for number in range(5):
        site.answers[f"/{number}"] = redirect(f"/{number + 1}" if number % 2 else site.url(f"/{number + 1}"))
    assert (await fetch_head(site.url("/2"), also={site.place})).body == b"<title>A page</title>"
    site.asked.clear()
    assert await reason_of_refusal(site.url("/1"), also={site.place}) == "too many redirects"
    site.answers["/round"] = redirect("/round")
    await reason_of_refusal(site.url("/round"), also={site.place})
    assert site.asked == ["/1", "/2", "/3", "/4"] + ["/round"] * 4


async def test_each_redirect_is_checked(site):
    async with fake_website() as secret:
        for number, target in enumerate(
            [
                secret.url(),
                f"http://2130706433:{secret.port}/",
                "http://127.0.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "file:///etc/passwd",
                f"http://ada:pw@127.0.0.1:{site.port}/",
                "http://[::1",
                "",
            ]
        ):
            site.answers[f"/{number}"] = redirect(target)
            await reason_of_refusal(site.url(f"/{number}"), also={site.place})
        assert secret.asked == []
    assert "/" not in site.asked


# --- Answers that are refused


@pytest.mark.parametrize(
    "answer",
    [
        page(head="Content-Type: image/png"),
        page(head="Content-Type: application/json"),
        page(head="X-None: 1"),
        page(status="404 Not Found"),
        page(status="304 Not Modified"),
        page(status="500 Oh"),
        b"",
        b"SSH-2.0-OpenSSH_9.7\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 90_000,
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 900_000,
        page(b"this is not packed", f"{HTML}\r\nContent-Encoding: gzip"),
        page(b"this is not packed", f"{HTML}\r\nContent-Encoding: br"),
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\n\r\n",
    ],
    ids=range(15),
)
async def test_an_answer_that_is_not_an_html_page_is_refused(site, answer):
    site.answers["/"] = answer
    await reason_of_refusal(site.url(), also={site.place})


async def test_a_server_without_tls_on_the_tls_port_is_not_logged(caplog):
    caplog.set_level("WARNING")

    async def answer(reader, writer):
        writer.write(page())
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        place = server.sockets[0].getsockname()
        assert "SSL" in await reason_of_refusal(f"https://127.0.0.1:{place[1]}/", also={place})
    assert caplog.records == []


async def test_a_head_without_an_end_is_refused_at_a_limit(site, monkeypatch):
    monkeypatch.setattr(conf, "FETCH_SECONDS", 60)
    site.answers["/"] = endless_answer(page("<title>Endless</title>"), b"a" * 65_536)
    assert await reason_of_refusal(site.url(), also={site.place}) == "the head is too long"


async def test_the_limit_counts_decompressed_bytes(site, monkeypatch):
    monkeypatch.setattr(conf, "FETCH_SECONDS", 60)
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    site.answers["/"] = page(bomb, f"{HTML}\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}")
    site.answers["/good"] = page(gzip.compress(b"<title>x</title></head>"), f"{HTML}\r\nContent-Encoding: gzip")
    assert (await fetch_head(site.url("/good"), also={site.place})).body == b"<title>x</title>"
    tracemalloc.start()
    try:
        assert await reason_of_refusal(site.url(), also={site.place}) == "the head is too long"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


@pytest.mark.parametrize("first", [page("<title>Slow</title>"), b"HTTP/1.1 200 OK\r\nX: ", b""])
async def test_a_slow_server_times_out(site, monkeypatch, first):
    assert conf.FETCH_SECONDS < 10
    monkeypatch.setattr(conf, "FETCH_SECONDS", 0.2)
    site.answers["/"] = endless_answer(first, b"a" if first else b"", pause=0.05)
    assert await reason_of_refusal(site.url(), also={site.place}) == "the request timed out"


async def test_the_timeout_covers_all_redirects_together(site, monkeypatch):
    monkeypatch.setattr(conf, "FETCH_SECONDS", 0.2)
    site.answers["/"] = redirect("/slow")
    site.answers["/slow"] = endless_answer(b"", b"", pause=0.05)
    assert await reason_of_refusal(site.url(), also={site.place}) == "the request timed out"
