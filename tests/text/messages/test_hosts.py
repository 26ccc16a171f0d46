"""The text of a link. Most look-alikes come from Unicode's confusables and from Chromium's tests of its IDN policy."""

import pytest

from chat.text.messages.hosts import shown


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://аррӏе.com/", "http://xn--80ak6aa92e.com/"),
        ("http://xn--80ak6aa92e.com/", "http://xn--80ak6aa92e.com/"),
        ("https://gооgle.com", "https://xn--ggle-55da.com"),
        ("https://раураӏ.com/x", "https://xn--80aa0cbo65f.com/x"),
        ("http://ѕсоре.example", "http://xn--e1argc3h.example"),
        ("http://faϲebook.com", "http://xn--faebook-ypf.com"),
        ("http://ɡoogle.com", "http://xn--oogle-qmc.com"),
        ("http://ｇｏｏｇｌｅ.com", "http://google.com"),
        ("http://example.comノa.example", "http://example.xn--coma-xq4c.example"),
        ("http://user@аррӏе.com", "http://user@xn--80ak6aa92e.com"),
        ("www.аррӏе.com", "www.xn--80ak6aa92e.com"),
        ("mailto:ada@аррӏе.com", "mailto:ada@xn--80ak6aa92e.com"),
        ("http://XN--80AK6AA92E.com", "http://XN--80AK6AA92E.com"),
        ("http://xn--zzzzzzzz-zzz.com/", "http://xn--zzzzzzzz-zzz.com/"),
    ],
)
def test_a_host_that_looks_like_another_is_shown_in_ascii(url: str, text: str) -> None:
    assert shown(url).lower() == text.lower()


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://bücher.example/ü", "http://bücher.example/ü"),
        ("http://xn--bcher-kva.example/", "http://bücher.example/"),
        ("https://例子.中国/", "https://例子.中国/"),
        ("https://xn--fsqu00a.xn--fiqs8s", "https://例子.中国"),
        ("https://яндекс.рф", "https://яндекс.рф"),
        ("https://日本語.jp", "https://日本語.jp"),
        ("https://ドメイン名例.jp", "https://ドメイン名例.jp"),
        ("https://한국.kr", "https://한국.kr"),
        ("https://παράδειγμα.gr", "https://παράδειγμα.gr"),
        ("https://مثال.إختبار", "https://مثال.إختبار"),
        ("http://café.example", "http://café.example"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
    ],
)
def test_a_host_in_one_script_is_shown_in_its_letters(url: str, text: str) -> None:
    assert shown(url) == text


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://a/%E4%B8%AD%E6%96%87", "http://a/中文"),
        ("http://a/%c3%bcber", "http://a/über"),
        ("http://a/%20%2F%3C", "http://a/%20%2F%3C"),
        ("http://a/%E2%80%AEgpj.exe", "http://a/%E2%80%AEgpj.exe"),
        ("http://a/%E3%80%80x", "http://a/%E3%80%80x"),
        ("http://a/%E2%81%84", "http://a/%E2%81%84"),
        ("http://a/%FF%FE", "http://a/%FF%FE"),
        ("http://a/%E4%B8", "http://a/%E4%B8"),
    ],
)
def test_only_escaped_letters_are_shown_as_such(url: str, text: str) -> None:
    assert shown(url) == text
