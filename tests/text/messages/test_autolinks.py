"""Where an address in text begins and ends.

The first table has the examples of the GFM specification (0.29, "Autolinks (extension)", examples 622 to 635).
"""

import re
from html import unescape

import pytest

from chat.text.messages.markdown import render

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>')


def found(content: str) -> list[tuple[str, str]]:
    """Return the address and the text of each link."""
    return [(unescape(href), unescape(text)) for href, text in LINK.findall(render(content))]


def texts(content: str) -> list[str]:
    return [text for _, text in found(content)]


@pytest.mark.parametrize(
    ("content", "links"),
    [
        ("www.commonmark.org", ["www.commonmark.org"]),
        ("Visit www.commonmark.org/help for more information.", ["www.commonmark.org/help"]),
        ("Visit www.commonmark.org.", ["www.commonmark.org"]),
        ("Visit www.commonmark.org/a.b.", ["www.commonmark.org/a.b"]),
        ("www.google.com/search?q=Markup+(business)", ["www.google.com/search?q=Markup+(business)"]),
        ("www.google.com/search?q=Markup+(business)))", ["www.google.com/search?q=Markup+(business)"]),
        ("(www.google.com/search?q=Markup+(business))", ["www.google.com/search?q=Markup+(business)"]),
        ("(www.google.com/search?q=Markup+(business)", ["www.google.com/search?q=Markup+(business)"]),
        ("www.google.com/search?q=(business))+ok", ["www.google.com/search?q=(business))+ok"]),
        ("www.google.com/search?q=commonmark&hl=en", ["www.google.com/search?q=commonmark&hl=en"]),
        ("www.google.com/search?q=commonmark&hl;", ["www.google.com/search?q=commonmark"]),
        ("www.commonmark.org/he<lp", ["www.commonmark.org/he"]),
        ("http://commonmark.org", ["http://commonmark.org"]),
        (
            "(Visit https://encrypted.google.com/search?q=Markup+(business))",
            ["https://encrypted.google.com/search?q=Markup+(business)"],
        ),
        ("foo@bar.baz", ["foo@bar.baz"]),
        ("hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.", ["hello+xyz@mail.example"]),
        ("a.b-c_d@a.b", ["a.b-c_d@a.b"]),
        ("a.b-c_d@a.b.", ["a.b-c_d@a.b"]),
        ("a.b-c_d@a.b-", []),
        ("a.b-c_d@a.b_", []),
        ("www.xxx.yyy._zzz www.xxx._yyy.zzz", []),
        ("www._xxx.yyy.zzz", ["www._xxx.yyy.zzz"]),
        ("mailto:foo@bar.baz mailto:a.b-c_d@a.b", ["mailto:foo@bar.baz", "mailto:a.b-c_d@a.b"]),
    ],
)
def test_the_rules_of_github_hold(content: str, links: list[str]) -> None:
    assert texts(content) == links


@pytest.mark.parametrize(
    "around",
    [
        "~~{}~~",
        "**{}**",
        "*{}*",
        "_{}_",
        "__{}__",
        "***{}***",
        "||{}||",
        "**_{}_**",
        "~~**{}**~~",
        "**看{}**后面",
        "~~{}~~后面",
        "*{}*后面",
        "||{}||后面",
        "> **{}**",
        "- ~~{}~~",
        "# *{}*",
    ],
)
@pytest.mark.parametrize(
    "url",
    ["http://a/x", "https://a.example/b_c_d?e=f#g", "http://a", "www.a.example/x", "http://[::1]/x", "http://a/(x)"],
)
def test_markers_around_an_address_do_not_belong_to_it(around: str, url: str) -> None:
    html = render(around.format(url))
    assert texts(around.format(url)) == [url]
    assert re.search(r"[*~|]|(?<![a-z])_|_(?![a-z])", re.sub("<[^>]*>", "", html)) is None


KIBANA = (
    "https://kibana.example/app/discover#/?_g=(filters:!(('$state':(store:appState),meta:(alias:!n,index:'a-*'))),"
    "time:(from:now-15m,to:now))&_a=(columns:!(_source,message),query:(language:kuery,query:'level:\"error\"'))"
)


@pytest.mark.parametrize(
    ("content", "links"),
    [
        (KIBANA, [KIBANA]),
        (f"see ({KIBANA}).", [KIBANA]),
        (f"{KIBANA}!", [KIBANA]),
        ("http://a/b(c(d(e)))", ["http://a/b(c(d(e)))"]),
        ("http://a/?b[c]=d[e[f]]", ["http://a/?b[c]=d[e[f]]"]),
        ("[http://a/b] [see http://a/?c[d]] {http://a/b}", ["http://a/b", "http://a/?c[d]", "http://a/b"]),
        (
            "http://a/{b} http://a/~ada/ http://a/*b*c http://a/b|c http://a/a~b",
            ["http://a/{b}", "http://a/~ada/", "http://a/*b*c", "http://a/b|c", "http://a/a~b"],
        ),
        (
            "“http://a/x” ‘http://a/y’ «http://a/z» ‹http://a/w› „http://a/v“ \"http://a/u\" 'http://a/t'",
            [f"http://a/{letter}" for letter in "xyzwvut"],
        ),
        (
            "「http://a/x」『http://a/y』《http://a/z》【http://a/w】（http://a/v）〈http://a/u〉",
            [f"http://a/{letter}" for letter in "xyzwvu"],
        ),
        (
            "http://a/x, http://a/y; http://a/z: http://a/w! http://a/v? http://a/u... http://a/t…",
            ["http://a/x", "http://a/y;", "http://a/z", "http://a/w", "http://a/v", "http://a/u", "http://a/t"],
        ),
        (
            "看http://a/x，好。http://a/y。http://a/z！http://a/w？http://a/v；http://a/u：好",
            [f"http://a/{letter}" for letter in "xyzwvu"],
        ),
        (
            "http://example.com的文档 http://localhost的 www.x.org看 ada@x.org你好",
            ["http://example.com", "http://localhost", "www.x.org", "ada@x.org"],
        ),
        ("http://a.example,http://b.example", ["http://a.example", "http://b.example"]),
        ("http://a/x<http://b/y>", ["http://a/x", "http://b/y"]),
        ("http://a/`code`", ["http://a/"]),
        ("http://a.example. http://a.example.: http://a.example-", ["http://a.example"] * 3),
        (
            "http://a.example:8000. http://a.example:8000/x http://a.example: http://a:b",
            ["http://a.example:8000", "http://a.example:8000/x", "http://a.example", "http://a"],
        ),
        ("http://a?b http://a#b http://a/?", ["http://a?b", "http://a#b", "http://a/"]),
        (
            "HTTP://A.example/X Http://b.example WWW.c.example",
            ["HTTP://A.example/X", "Http://b.example", "WWW.c.example"],
        ),
        ("http://ada:secret@a.example/x", ["http://ada:secret@a.example/x"]),
        ("http://a/x\nhttp://b/y\n\nhttp://c/z", ["http://a/x", "http://b/y", "http://c/z"]),
        ("| http://a/x | www.b.c |\n|---|---|", ["http://a/x", "www.b.c"]),
    ],
)
def test_an_address_ends_where_its_reader_expects(content: str, links: list[str]) -> None:
    assert texts(content) == links


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1]",
        "http://[::1]:8000",
        "http://[::1]:8000/x?y#z",
        "https://[2001:db8::1]/",
        "http://[::ffff:192.0.2.1]/a",
        "http://[fe80::1:2:3:4]/(x)",
    ],
)
@pytest.mark.parametrize("form", ["{}", "({})", "see {}, or", "<{}>", "[x]({})", "**{}**", "看{}。"])
def test_an_address_may_have_a_number_of_ipv6(url: str, form: str) -> None:
    assert [href for href, _ in found(form.format(url))] == [url]


@pytest.mark.parametrize(
    "content", ["http://[::1", "http://[:::1]/", "http://[a]/", "http://[1]/", "http://[]/", "http://::1/"]
)
def test_what_is_no_number_of_ipv6_is_no_address(content: str) -> None:
    assert found(content) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://my_host.example.com/",
        "http://my_host/a_b_c",
        "http://_dmarc.a.example/_b_",
        "https://a_b_c.d_e.example:80/x",
        "http://build_server",
    ],
)
def test_a_host_may_have_underscores(url: str) -> None:
    assert texts(f"see {url}, _and_ {url}.") == [url.rstrip("_"), url.rstrip("_")]


@pytest.mark.parametrize(
    "content",
    [
        "git@host:path",
        "git@github.com:ada/chat.git",
        "clone git@gitlab.a.example:a/b.git now",
        "scp x ada@a.example:/tmp",
        "ada@localhost",
        "@ada@a.example",
        "ada@",
        "@a.example",
        "ada@.example",
        "ada@a..example",
        "ada@a.example@b.example",
        "ftp://a.example",
        "http:/a",
        "http:a",
        "http://",
        "http:// a",
        "http://.",
        "http://-",
        "http:///x",
        "://a",
        "//a.example",
        "xhttp://a",
        "www",
        "www.",
        "xwww.a.b",
        "a.www.b.c",
        "www..a",
        "javascript:www.a.b/x:",
        "README.md",
        "`http://a`",
        "```\nwww.a.b\n```",
        "a@b",
        "mailto:",
        "mailto:a",
        "mailto: a@b",
    ],
)
def test_what_is_no_address_is_no_link(content: str) -> None:
    assert [text for href, text in found(content) if not text.startswith(("www.a.b", "http://a", "a@b"))] == []
    assert "href" not in render(content) or content.startswith(("javascript:", "xhttp"))


@pytest.mark.parametrize(
    ("content", "mails"),
    [
        (
            "first_last@a.example _ada@a.example_ __ada@a.example__",
            ["first_last@a.example", "ada@a.example", "ada@a.example"],
        ),
        ("_first_last@a_b.example_", ["first_last@a_b.example"]),
        ("邮箱ada@a.example，谢谢", ["ada@a.example"]),
        ("(ada@a.example) <ada@a.example> ada@a.example: hi", ["ada@a.example"] * 3),
        ("ada.b+c-d@mail.a.example!", ["ada.b+c-d@mail.a.example"]),
        ("me/ada@a.example", ["ada@a.example"]),
        ("ada@a.example,ben@a.example;cy@a.example", ["ada@a.example", "ben@a.example", "cy@a.example"]),
    ],
)
def test_mail_addresses_are_links(content: str, mails: list[str]) -> None:
    assert found(content) == [(f"mailto:{mail}", mail) for mail in mails]


@pytest.mark.parametrize(
    ("content", "links"),
    [
        ("[see http://a/x](http://b/y)", [("http://b/y", "see http://a/x")]),
        ("[www.a.b](http://b/y)", [("http://b/y", "www.a.b")]),
        ("[http://a/x](http://b/y) http://c", [("http://b/y", "http://a/x"), ("http://c", "http://c")]),
        ("www.a.example/x", [("http://www.a.example/x", "www.a.example/x")]),
        ("http://аррӏе.com/x", [("http://xn--80ak6aa92e.com/x", "http://xn--80ak6aa92e.com/x")]),
        ("<http://аррӏе.com/x>", [("http://xn--80ak6aa92e.com/x", "http://xn--80ak6aa92e.com/x")]),
        ("www.аррӏе.com", [("http://www.xn--80ak6aa92e.com", "www.xn--80ak6aa92e.com")]),
        (
            "http://a/中文 http://a/%E4%B8%AD",
            [("http://a/%E4%B8%AD%E6%96%87", "http://a/中文"), ("http://a/%E4%B8%AD", "http://a/中")],
        ),
        ("https://例子.中国/路径", [("https://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF%E5%BE%84", "https://例子.中国/路径")]),
        ("http://a/%E2%80%AEgpj.exe", [("http://a/%E2%80%AEgpj.exe", "http://a/%E2%80%AEgpj.exe")]),
    ],
)
def test_a_link_says_where_it_leads(content: str, links: list[tuple[str, str]]) -> None:
    assert found(content) == links
