import pytest

from chat.web.files.ranges import RangeNotSatisfiable, parse_range

PARTS = {
    "bytes=0-": (0, 100),
    "bytes=0-0": (0, 1),
    "bytes=10-19": (10, 20),
    "bytes=90-500": (90, 100),
    "bytes=-10": (90, 100),
    "bytes=-500": (0, 100),
    "": None,
    "bytes=": None,
    "bytes=-": None,
    "bytes=5-4": None,
    "bytes=0-,0-": None,
    "bytes=" + "0-," * 1_000: None,
    "lines=0-1": None,
    "bytes=a-b": None,
    "bytes=١-٢": None,
}


@pytest.mark.parametrize(("header", "part"), PARTS.items(), ids=lambda value: str(value)[:20])
def test_a_header_selects_one_range_or_the_whole_file(header, part):
    assert parse_range(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=9999-", "bytes=100-200", "bytes=-0"])
def test_a_range_after_the_end_is_not_satisfiable(header):
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, 100)
