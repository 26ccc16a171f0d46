"""The error of files that cannot be read."""

from chat.files import stripping
from chat.files.unreadable import Unreadable


def test_it_is_the_error_of_stripping():
    assert stripping.Unreadable is Unreadable and issubclass(Unreadable, ValueError)
