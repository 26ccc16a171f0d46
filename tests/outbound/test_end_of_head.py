"""The end of the head of a page that arrives in parts."""

import time

import pytest

from chat.outbound.end_of_head import EndOfHead

HEAD = "<title>茶</title>"
HIDING = [
    "",
    "<script>var end = '</head><body>';</script>",
    "<SCRIPT type='a>b'>'</head>' '<body>'</SCRIPT >",
    "<!-- </head> <body> -->",
    "<!--></head> is after an empty comment",
    "<!-- a --!>",
    "<style>/* </head> */</style>",
    "<title></head></title>",
    '<meta name="description" content="</head> > <body>">',
    "<meta content = '</head>'>",
    "<noscript><body></noscript>",
    "<template><body></head></template>",
    "<svg><title></head></title></svg>",
    "<textarea></head></textarea>",
    "<p title=it's>",
    "<header><bodywork><headless></headers>",
    "< /head> </ head>",
]
LABELS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-16be": "utf-16-be", "gbk": "gb18030"}


def ends(page, charset, size):
    found = EndOfHead(charset)
    parts = (page[at : at + size] for at in range(0, len(page), size))
    return next((end for part in parts if (end := found.find(part)) is not None), None)


@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.parametrize("end", ["</head>", "<body class=x>", "</HEAD >", "<BODY>"])
@pytest.mark.parametrize("label", LABELS)
def test_the_end_is_found_outside_of_scripts_comments_and_attributes(hiding, end, label):
    codec = LABELS[label]
    before = HEAD + hiding
    if hiding.startswith("<!--></head>"):
        before = HEAD + "<!-->"
    page = (before + end + "<p>the rest</p>").encode(codec)
    for size in (1, 2, 3, 7, 64, 10_000):
        assert ends(page, label, size) == len(before.encode(codec)), size


@pytest.mark.parametrize(
    "page", ["", "<", "<title>", "<script></head>", "<!-- </head>", '<meta content="</head>', "</head"]
)
def test_a_head_that_does_not_end_has_no_end(page):
    assert ends(page.encode(), "", 3) is None


def test_the_byte_order_mark_tells_utf_16():
    page = "\ufeff<title>茶</title></head>".encode("utf-16-be")
    assert ends(page, "", 5) == len(page) - 14


SLOW = ["<", "<!--", "<!-- -", "<script>", "<script></scrip", "<a b='", '<a ="', "<title><", "<a =", "= ", "<meta "]


@pytest.mark.parametrize("piece", SLOW)
def test_a_malicious_page_takes_linear_time_however_it_arrives(piece):
    def seconds(length):
        page = piece.encode() * (length // len(piece))
        began = time.thread_time()
        ends(page, "", 100)
        return time.thread_time() - began

    short, long = (min(seconds(length) for _ in range(3)) for length in (50_000, 200_000))
    assert long < 8 * short + 0.05
