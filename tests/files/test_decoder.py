"""The program of the child process that decodes a picture."""

import json
import subprocess
import sys

import pytest

from chat import conf
from chat.files import decoder
from tests.support.sample_files import picture, png_of
from tests.support.servers import ROOT


@pytest.fixture
def decoded(tmp_path):
    def decoded(data, purpose, kind=""):
        (tmp_path / decoder.SOURCE).write_bytes(data)
        return decoder.decode(purpose, kind, tmp_path)

    return decoded


def test_a_picture_becomes_two_files(decoded, tmp_path):
    assert decoded(picture(), decoder.PICTURE, "image/png") == {"width": 60, "height": 40}
    assert {path.name for path in tmp_path.iterdir()} == {decoder.SOURCE, decoder.ORIGINAL, decoder.THUMBNAIL}


def test_an_avatar_becomes_one_file(decoded, tmp_path):
    assert decoded(picture(), decoder.AVATAR) == {}
    assert {path.name for path in tmp_path.iterdir()} == {decoder.SOURCE, decoder.ORIGINAL}


@pytest.mark.parametrize("format", ["TIFF", "BMP", "ICO", "AVIF"])
def test_an_avatar_in_another_format_is_unreadable(decoded, format):
    assert decoded(picture(format), decoder.AVATAR) == {"refusal": decoder.UNREADABLE}


def test_an_avatar_with_too_many_pixels_is_too_large_and_such_a_picture_is_a_download(decoded):
    assert decoded(png_of(50_000, 50_000), decoder.AVATAR) == {"refusal": decoder.TOO_LARGE}
    assert decoded(png_of(50_000, 50_000), decoder.PICTURE, "image/png") == {"refusal": decoder.UNREADABLE}


def test_a_picture_without_enough_memory_is_too_large(decoded, monkeypatch):
    def fail(*arguments):
        raise MemoryError

    monkeypatch.setattr(decoder, "read_picture", fail)
    assert decoded(picture(), decoder.PICTURE, "image/png") == {"refusal": decoder.TOO_LARGE}


def test_the_program_prints_its_answer_and_loads_neither_django_nor_asyncio(tmp_path):
    (tmp_path / decoder.SOURCE).write_bytes(picture())
    code = (
        "import sys; from chat.files.decoder import main; "
        f"main('10', '{conf.PICTURE_MEMORY_BYTES}', 'picture', 'image/png', {str(tmp_path)!r}); "
        "print(); print({'django', 'asyncio'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    answer, loaded = done.stdout.splitlines()
    assert (json.loads(answer), loaded) == ({"width": 60, "height": 40}, "set()")
