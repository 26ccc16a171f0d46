"""Public and other addresses."""

import pytest

from chat.outbound.addresses import is_public


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.9.9.9 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1 198.18.0.1
    224.0.0.1 224.0.1.1 239.1.1.1 240.0.0.1 255.255.255.255
    ::1 :: fe80::1 fe80::1%1 fc00::1 fd00::1 fec0::1 ff02::1 ff0e::1 2001:db8::1 100::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::ffff:0:10.0.0.1
    64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 2002:7f00:1:: 2002:808:808::
    2001:0:4136:e378:8000:63bf:f5ff:fffe
    """.split(),
)
def test_other_addresses_are_not_public_in_any_notation(address):
    assert not is_public(address)


@pytest.mark.parametrize("name", ["", "example.org", "127.1"])
def test_a_name_is_not_an_address(name):
    with pytest.raises(ValueError):
        is_public(name)
