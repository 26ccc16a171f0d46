from datetime import timedelta

import pytest
from django.utils import timezone

from chat.text.moderation.networks import Networks, bounds, contains, is_own, parse_network, readable, sortable


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        (" 192.0.2.7/24 ", "192.0.2.0/24"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("2001:DB8::1/48", "2001:db8::/48"),
        ("::/0", "::/0"),
    ],
)
def test_each_spelling_of_a_range_becomes_the_same(text, network):
    assert str(parse_network(text)) == network


@pytest.mark.parametrize("text", ["", "x", "192.0.2", "192.0.2.0/33", "1.2.3.4-5", "192.0.2.0/24\0"])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(ValueError):
        parse_network(text)


@pytest.mark.parametrize("text", ["127.0.0.1", "0.0.0.0/0", "126.0.0.0/7", "::1", "::/8", "::ffff:127.0.0.0/104"])
def test_ranges_with_the_addresses_of_the_machine_are_known(text):
    assert is_own(parse_network(text))
    assert not is_own(parse_network("128.0.0.0/8"))


def test_an_address_is_in_a_range_of_its_kind_only():
    now = timezone.now()
    networks = Networks([(parse_network("192.0.2.0/24"), None), (parse_network("2001:db8::/48"), None)])
    for address in ("192.0.2.0", "192.0.2.255", "::ffff:192.0.2.7", "2001:db8::9"):
        assert networks.has(address, now)
    for address in ("192.0.3.0", "192.0.1.255", "2001:db8:1::", "::c000:207", "", "x", "192.0.2.7:80"):
        assert not networks.has(address, now)
    assert contains(parse_network("192.0.2.0/24"), "::ffff:192.0.2.7")


def test_a_range_holds_until_its_end_and_the_longest_of_two_counts():
    now = timezone.now()
    network, later = parse_network("192.0.2.0/24"), now + timedelta(hours=1)
    assert not Networks([(network, now)]).has("192.0.2.7", now)
    for first, second in [(now, later), (later, now), (now, None), (None, now)]:
        assert Networks([(network, first), (network, second)]).has("192.0.2.7", now)


def test_the_sortable_form_sorts_as_addresses_do():
    low, high = bounds(parse_network("192.0.2.0/24"))
    assert low <= sortable("192.0.2.7") <= high < sortable("192.0.3.0")
    assert not low <= sortable("9.0.0.1") <= high
    assert readable(sortable("192.0.2.7")) == "192.0.2.7"
    assert (sortable("unix:"), readable("")) == ("", "")
