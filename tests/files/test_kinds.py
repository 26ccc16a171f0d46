import pytest

from chat.files.kinds import PICTURES, SHOWN, UNKNOWN, content_type
from tests.support.sample_files import DOWNLOAD_ONLY, MP4, VOICE, WEBM, picture


@pytest.mark.parametrize("kind", sorted(PICTURES))
def test_a_picture_is_known_by_its_bytes(kind):
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
def test_sounds_and_videos_are_known_by_their_bytes(head, kind):
    assert content_type(head) == kind


def test_the_sender_says_only_whether_a_container_of_both_is_played_as_sound():
    assert content_type(MP4, "audio/mp4; codecs=opus") == "audio/mp4"
    assert content_type(WEBM, "audio/webm") == "video/webm"
    for said in ("text/html", "image/svg+xml", "x" * 10_000, "audio/html", ""):
        assert content_type(b"<html>", said) == UNKNOWN
        assert content_type(picture(), said) == "image/png"


@pytest.mark.parametrize("name", ["svg", "html as png", "pdf", "zip", "text", "tiff", "ico", "bmp", "psd", "eps"])
def test_everything_else_is_not_for_showing(name):
    assert content_type(DOWNLOAD_ONLY[name][1]) not in SHOWN


def test_nothing_is_unknown():
    assert content_type(b"") == UNKNOWN
