"""A log entry that strangers can cause takes one line."""

import logging

from chatsite.log_filters import OneLine


def test_an_error_with_a_traceback_becomes_a_warning_of_one_line():
    error = ValueError("no")
    record = logging.LogRecord("any", logging.ERROR, "", 1, "It failed: %s", ("no",), (ValueError, error, None))
    assert OneLine().filter(record)
    assert logging.Formatter("%(levelname)s %(message)s").format(record) == "WARNING It failed: no"
