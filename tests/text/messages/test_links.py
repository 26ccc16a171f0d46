"""The links of a message."""

import pytest

from chat.text.messages.links import has_web_link, links
from chat.text.messages.markdown import render


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("see https://a.example/x and http://b.example.", ["https://a.example/x", "http://b.example"]),
        ("[one](https://a.example/?a=1&b=2#c) **[two](<https://b.example/(x)>)**",
         ["https://a.example/?a=1&b=2#c", "https://b.example/(x)"]),
        ("twice https://a.example https://a.example", ["https://a.example"]),
        ("- item https://a.example\n- https://b.example", ["https://a.example", "https://b.example"]),
        ("`https://a.example`\n\n```\nhttps://b.example\n```\n    https://c.example", ["https://c.example"]),
        ("> https://a.example\n> > https://b.example\n> https://c.example\n\nhttps://d.example", ["https://d.example"]),
        ("mailto:ada@example.org [mail](mailto:ada@example.org) ftp://a.example a.example #kitchen", []),
        ('<a href="https://a.example/&quot;b">x', ["https://a.example/&quot;b"]),
        ("http://bücher.example/ü", ["http://xn--bcher-kva.example/%C3%BC"]),
        ("plain", []),
    ],
)  # fmt: skip
def test_links_in_quotes_and_code_do_not_count(content, found):
    assert links(render(content, {}, {"kitchen": 7})) == found


def test_a_link_in_a_quote_is_a_link_too_and_code_and_rooms_are_none():
    assert has_web_link(render("> https://a.example"))
    assert not has_web_link(render("`https://a.example` mailto:ada@example.org #kitchen"))
