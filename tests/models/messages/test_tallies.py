import datetime

from chat.models import DayTally


def test_a_tally_says_its_day():
    assert str(DayTally(day=datetime.date(2026, 3, 1), messages=7)) == "2026-03-01: 7"
