import pytest

from chat.text.people.domains import fold_address, fold_domain, is_within


@pytest.mark.parametrize(
    ("domain", "folded"),
    [
        ("Example.ORG", "example.org"),
        ("example.org.", "example.org"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("XN--bcher-kva.example", "xn--bcher-kva.example"),
        ("例え。example", "xn--r8jz45g.example"),
    ],
)
def test_each_spelling_of_a_domain_becomes_the_same(domain, folded):
    assert fold_domain(domain) == folded


@pytest.mark.parametrize("domain", ["", ".", "a..b", "a b.example", "https://x.example", "x" * 64 + ".example", "a/b"])
def test_what_is_no_domain_is_refused(domain):
    with pytest.raises(ValueError):
        fold_domain(domain)


def test_an_address_is_folded_as_far_as_it_is_one():
    assert fold_address(" Ada@Bücher.example ") == "ada@xn--bcher-kva.example"
    assert fold_address("Ada@") == "ada@"


def test_a_domain_is_within_itself_and_those_above_it():
    assert is_within("a.b.example", {"b.example"})
    assert is_within("b.example", {"b.example"})
    assert not is_within("ab.example", {"b.example"})
    assert not is_within("example", {"b.example"})
