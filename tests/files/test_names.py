"""Names of files."""

import pytest

from chat.files.names import LENGTH, clean_name

NAMES = {
    "holiday.jpg": "holiday.jpg",
    "上海 2025.pdf": "上海 2025.pdf",
    "../../etc/passwd": "passwd",
    "C:\\Users\\ada\\cv.doc": "cv.doc",
    "a\r\nX-Evil: y": "a X-Evil_ y",
    'x".html': "x_.html",
    "a\0b.png": "a b.png",
    "annexe\u202egpj.exe": "annexegpj.exe",
    "zero\u200bwidth\u2066.txt": "zerowidth.txt",
    ".htaccess": ".htaccess",
    "CON": "_CON",
    "nul.txt": "_nul.txt",
    "console.log": "console.log",
    "  many   spaces .txt ": "many spaces .txt",
    "<b>*?|.png": "_b____.png",
    "e\u0301.png": "é.png",
    "\ud800x": "x",
    "": "file",
    "..": "file",
    "\u200b": "file",
    "/": "file",
}


@pytest.mark.parametrize(("name", "clean"), NAMES.items())
def test_a_name_is_cleaned(name, clean):
    assert clean_name(name) == clean


def test_a_long_name_keeps_its_extension():
    clean = clean_name("x" * 4_096 + ".jpeg")
    assert (len(clean), clean[-6:]) == (LENGTH, "x.jpeg")
    assert len(clean_name("x" * 4_096)) == LENGTH
    assert len(clean_name("x." + "y" * 4_096)) == LENGTH


@pytest.mark.parametrize("name", NAMES)
def test_cleaning_a_clean_name_changes_nothing(name):
    assert clean_name(clean_name(name)) == clean_name(name)
