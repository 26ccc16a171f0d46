"""Files as the server draws them."""

import pytest

from chat.protocol.files import AttachmentPayload
from chat.templatetags.files import clock_of, file_size, ids_of, kind_of, pictures_among, shown_size


def file(**facts):
    values = {"id": 1, "name": "x", "size": 1, "type": "image/png", "width": 60, "height": 40, "duration": None}
    return AttachmentPayload(**values | {"url": "/files/1/x", "thumbnail_url": None} | facts)


@pytest.mark.parametrize(
    ("size", "shown"),
    [((60, 40), (60, 40)), ((3_600, 2_400), (360, 240)), ((100, 2_800), (10, 280)), ((9_000, 1), (360, 1))],
)
def test_a_picture_stands_in_a_box_and_is_never_enlarged(size, shown):
    assert shown_size(file(width=size[0], height=size[1])) == shown


def test_a_picture_of_unknown_size_takes_the_whole_box():
    assert shown_size(file(width=None, height=None)) == (360, 280)


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "1 B"), (1_023, "1023 B"), (1_536, "2 KB"), (1_572_864, "1.5 MB"), (26_214_400, "25 MB")],
)
def test_a_size_is_short(size, text):
    assert file_size(size) == text


def test_a_duration_is_minutes_and_seconds():
    assert [clock_of(5.9), clock_of(65)] == ["0:05", "1:05"]


def test_each_type_is_shown_in_one_of_four_ways():
    kinds = [kind_of(file(type=type)) for type in ("image/png", "video/mp4", "audio/webm", "application/pdf")]
    assert kinds == ["picture", "video", "audio", "file"]
    assert (pictures_among([file(), file(type="video/mp4")]), ids_of([file(id=3), file(id=9)])) == (1, "3,9")
