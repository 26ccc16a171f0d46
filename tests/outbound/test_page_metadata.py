"""The metadata of a page."""

import time

import pytest

from chat import conf
from chat.outbound.page_metadata import decoded, preview, read
from chat.outbound.safe_http import Head, NoPage
from tests.support.fake_website import page


async def preview_of(site, body, head="Content-Type: text/html; charset=utf-8"):
    site.answers["/"] = page(body + "</head>" if isinstance(body, str) else body + b"</head>", head)
    found = await preview(site.url(), also={site.place})
    assert found["url"] == site.url()
    return found["title"], found["description"], found["site_name"]


async def test_open_graph_takes_precedence(site):
    body = """<meta name=description content=plain><title>Plain</title><meta property="og:title" content="Open">
    <META CONTENT='graph' PROPERTY='OG:Description'><meta property="og:site_name" content="The site"/>"""
    assert await preview_of(site, body) == ("Open", "graph", "The site")


async def test_a_page_without_open_graph_has_its_title_and_description(site):
    body = """<TITLE lang="en">Tea &amp; cake &lt;3</TITLE><meta name="Description" content="Both &quot;good&quot;">"""
    assert await preview_of(site, body) == ("Tea & cake <3", 'Both "good"', "127.0.0.1")


async def test_an_empty_open_graph_text_falls_back_to_the_title_and_description(site):
    body = (
        '<meta property="og:title" content=" "><title>\n Plain </title><meta property="og:site_name" content="&#8203;">'
    )
    assert await preview_of(site, body) == ("Plain", "", "127.0.0.1")


@pytest.mark.parametrize(
    "hiding",
    [
        "<script>'</head>'</script>",
        "<!-- <body> </head> -->",
        '<meta name=x content="</head>">',
        "<style></head></style>",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
async def test_a_title_behind_what_looks_like_the_end_of_the_head_is_found(site, hiding, codec):
    body = f"\ufeff<head>{hiding}<title>Tee 茶</title></head><body>{'x' * 300_000}".encode(codec)
    assert (await preview_of(site, body, "Content-Type: text/html"))[0] == "Tee 茶"


@pytest.mark.parametrize("body", ["", "<title></title>", "<title> &nbsp;\u200b </title>", "<title>open", "<p>words"])
async def test_a_page_without_a_title_has_no_preview(site, body):
    with pytest.raises(NoPage):
        await preview_of(site, body)


async def test_texts_are_single_lines_of_visible_characters(site):
    body = "<title> a\t\r\n  b \u202e\u2066 c\x00\x1b[31m\u200e&#x202e;&#8238;\ufeff\ufdd0&#xD800; </title>"
    assert (await preview_of(site, body))[0] == "a b c[31m�"


async def test_long_texts_are_cut(site):
    body = f'<title>{"é" * 5_000}</title><meta name=description content="{"字" * 3_000}">' + (
        f'<meta property=og:site_name content="{"s" * 3_000}">'
    )
    lengths = [len(text) for text in await preview_of(site, body)]
    assert lengths == [conf.LINK_TITLE, conf.LINK_DESCRIPTION, conf.LINK_SITE] == [200, 400, 80]


def test_scripts_comments_and_svg_are_skipped():
    hidden = "<title>no</title>"
    for before in (f"<!-- {hidden} -->", f"<script>'{hidden}'</script>", f"<svg>{hidden}</svg>"):
        assert read(f"{before}<title>yes</title>") == {"title": "yes"}


def test_a_greater_than_sign_in_quotes_does_not_end_a_tag():
    assert read('<meta name="description" content="1 > 0"><title data-x=">">a</title>') == {
        "description": "1 > 0",
        "title": "a",
    }


@pytest.mark.parametrize(
    ("text", "encoding", "charset", "declared"),
    [
        ("茶", "utf-8", "", ""),
        ("茶", "utf-8-sig", "latin-1", ""),
        ("茶", "gbk", "GBK", ""),
        ("茶", "gb18030", "", '<meta charset="gb2312">'),
        ("茶", "big5", "", '<meta http-equiv="Content-Type" content="text/html; charset=big5">'),
        ("お茶", "shift_jis", "Shift_JIS", ""),
        ("thé", "iso-8859-1", "ISO-8859-1", '<meta charset="utf-8">'),
        ("чай", "windows-1251", "", "<meta charset=windows-1251>"),
        ("茶", "utf-16-le", "utf-16le", ""),
        ("茶", "utf-8", "zip", ""),
        ("茶", "utf-8", "", '<meta charset="unicode_escape">'),
        ("茶", "utf-8", "utf-7", '<meta charset="idna">'),
    ],
)
def test_a_page_is_decoded_by_its_charset(text, encoding, charset, declared):
    assert decoded(Head(f"{declared}<title>{text}</title>".encode(encoding), charset)).endswith(
        f"<title>{text}</title>"
    )


def test_invalid_bytes_are_not_an_error():
    assert decoded(Head(b"<title>\xff\xfe</title>", "utf-8")) == "<title>\ufffd\ufffd</title>"
    assert "title" in read("<title>&#" + "9" * 9_000 + ";</title>")


SLOW = ["<", "</", "<!--", "<meta ", '<meta x="', "<meta x='", "<title>", "<script>", "<meta x=y>", "<svg><svg ", "a:b"]
SLOW += ["<meta content='\">", f'<meta name=description content="{"a" * 3_900}">', f"<meta {'a' * 3_990}>"]


@pytest.mark.parametrize("piece", SLOW, ids=range(14))
def test_a_malicious_page_takes_linear_time(piece):
    """A page of four times the length may take about four times as long, not sixteen times."""

    def seconds(length):
        text = piece * (length // len(piece))
        began = time.thread_time()
        read(text)
        return time.thread_time() - began

    short, long = (min(seconds(length) for _ in range(3)) for length in (conf.FETCH_BYTES // 4, conf.FETCH_BYTES))
    assert long < 8 * short + 0.05
