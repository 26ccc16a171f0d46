"""The borders of one address, one network and one account."""

import pytest

from chat.models import User
from chat.web.accounts.attempts import find_user, networks_of


@pytest.mark.parametrize(
    ("address", "networks"),
    [
        ("203.0.113.9", ("203.0.113.9", "203.0.113.0/24")),
        ("::ffff:203.0.113.9", ("203.0.113.9", "203.0.113.0/24")),
        ("2001:db8:1:2:3::4", ("2001:db8:1:2::", "2001:db8:1::/48")),
        ("", ("", "")),
        ("unix:", ("", "")),
        ("203.0.113.9:80", ("", "")),
    ],
)
def test_addresses_count_by_subscriber_and_by_network(address, networks):
    assert networks_of(address) == networks


def test_a_confirmed_address_means_its_owner_and_otherwise_the_first(db):
    first, second, third = [User.objects.create(username=name, email="x@example.org") for name in ("ada", "bob", "cy")]
    assert find_user("X@example.org") == first
    User.objects.filter(pk=third.pk).update(email_verified=True)
    assert find_user("x@example.org") == third
    assert second.email == "x@example.org"


@pytest.mark.parametrize("login", ["", "nobody", "a\0b", "a\0@example.org", "@"])
def test_nobody_is_found_by_another_name(db, login):
    User.objects.create(username="ada")
    assert find_user(login) is None
