"""Media types by the first bytes."""

import pytest

from chat.files.kinds import PICTURES, SHOWN, UNKNOWN, content_type
from tests.support.sample_files import DOWNLOAD_ONLY, MP4, VOICE, WEBM, picture


@pytest.mark.parametrize("kind", sorted(PICTURES))
def test_the_bytes_decide_the_type_of_a_picture(kind):
    assert content_type(picture(kind.partition("/")[2].upper())) == kind


SOUNDS_AND_VIDEOS = {
    MP4: "video/mp4",
    WEBM: "video/webm",
    VOICE: "audio/webm",
    b"\0\0\0\x20ftypM4A \0\0": "audio/mp4",
    b"OggS" + bytes(24) + b"OpusHead": "audio/ogg",
    b"OggS" + bytes(24) + b"\x80theora": UNKNOWN,
    b"RIFF\0\0\0\0WAVEfmt ": "audio/wav",
    b"RIFF\0\0\0\0AVI LIST": UNKNOWN,
    b"ID3\x04": "audio/mpeg",
    b"\xff\xfb\x90": "audio/mpeg",
    b"fLaC": "audio/flac",
    b"\0\0\0\x14ftypqt  ": UNKNOWN,
    b"\x1a\x45\xdf\xa3" + b"\x42\x82\x88matroska": UNKNOWN,
}


@pytest.mark.parametrize(("head", "kind"), SOUNDS_AND_VIDEOS.items(), ids=lambda value: str(value)[:20])
def test_the_bytes_decide_the_type_of_audio_and_video(head, kind):
    assert content_type(head) == kind


def test_the_claimed_type_only_decides_between_audio_and_video_in_a_container():
    assert content_type(MP4, "audio/mp4; codecs=opus") == "audio/mp4"
    assert content_type(WEBM, "audio/webm") == "video/webm"
    for said in ("text/html", "image/svg+xml", "x" * 10_000, "audio/html", ""):
        assert content_type(b"<html>", said) == UNKNOWN
        assert content_type(picture(), said) == "image/png"


@pytest.mark.parametrize("name", ["svg", "html as png", "pdf", "zip", "text", "tiff", "ico", "bmp", "psd", "eps"])
def test_no_other_type_is_shown_in_a_page(name):
    assert content_type(DOWNLOAD_ONLY[name][1]) not in SHOWN


def test_an_empty_file_has_an_unknown_type():
    assert content_type(b"") == UNKNOWN
