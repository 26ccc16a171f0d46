"""The files of a message in the server's templates."""

import pytest

from chat.protocol.files import AttachmentPayload
from chat.templatetags.files import clock_of, file_size, ids_of, kind_of, pictures_among, shown_size
from tests.support.rows import row_cases


def file(**fields):
    values = {"id": 1, "name": "x", "size": 1, "type": "image/png", "width": 60, "height": 40, "duration": None}
    return AttachmentPayload(**values | {"url": "/files/1/x", "thumbnail_url": None} | fields)


@pytest.mark.parametrize("case", row_cases("picture_sizes"), ids=str)
def test_a_picture_is_scaled_down_to_a_box_and_never_enlarged(case):
    size = shown_size(file(width=case["width"], height=case["height"]))
    assert {"width": size.width, "height": size.height} == case["shown"]


@pytest.mark.parametrize("case", row_cases("file_sizes"), ids=str)
def test_a_file_size_has_a_unit(case):
    assert file_size(case["bytes"]) == case["text"]


@pytest.mark.parametrize("case", row_cases("durations"), ids=str)
def test_a_duration_is_minutes_and_seconds(case):
    assert clock_of(case["seconds"]) == case["text"]


@pytest.mark.parametrize("case", row_cases("file_kinds"), ids=str)
def test_the_media_type_decides_how_a_file_is_shown(case):
    assert kind_of(file(type=case["type"])) == case["kind"]


def test_pictures_are_counted_and_ids_are_joined():
    assert pictures_among([file(), file(type="video/mp4")]) == 1
    assert ids_of([file(id=3), file(id=9)]) == "3,9"


def test_a_template_without_files_counts_no_pictures():
    assert pictures_among("") == 0
