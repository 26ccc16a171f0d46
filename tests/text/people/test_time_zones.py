"""The list of time zones."""

from zoneinfo import ZoneInfo

import pytest

from chat.text.people.time_zones import time_zones


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Asia/Shanghai", "America/Argentina/Ushuaia"])
def test_iana_names_are_time_zones(name):
    assert name in time_zones()


@pytest.mark.parametrize("name", ["", "Factory", "localtime", "posixrules", "Mars/Olympus", "../etc/passwd"])
def test_other_names_are_not_time_zones(name):
    assert name not in time_zones()


def test_every_time_zone_can_be_loaded():
    assert all(ZoneInfo(name) for name in time_zones())
