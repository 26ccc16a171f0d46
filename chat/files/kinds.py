"""Detect the media type of a file from its first bytes. The file name does not matter."""

import re

HEAD = 4096
"""Bytes at the start of a file that are examined."""
UNKNOWN = "application/octet-stream"

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
VIDEOS = frozenset({"video/mp4", "video/webm"})
AUDIO = frozenset({"audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/webm", "audio/wav", "audio/flac"})
SHOWN = PICTURES | VIDEOS | AUDIO
"""Types that a browser may show in our pages. Everything else is a download, including SVG and PDF."""

_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash"), "video/mp4"),
    **dict.fromkeys((b"M4V ", b"MSNV", b"f4v "), "video/mp4"),
}
_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"\xff\xf2": "audio/mpeg",
    b"\xff\xf1": "audio/aac",
    b"\xff\xf9": "audio/aac",
    b"fLaC": "audio/flac",
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
}
_OGG_AUDIO = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex")
_WEBM_VIDEO_CODECS = re.compile(rb"V_(?:VP8|VP9|AV1)")


def content_type(head: bytes, claimed: str = "") -> str:
    """Detect the media type of a file.

    Args:
        head: the first HEAD bytes of the file.
        claimed: the type that the sender gives. It only decides whether a container that can hold audio or video is
            played as audio.
    """
    if head[4:8] == b"ftyp":
        kind = _BRANDS.get(head[8:12], UNKNOWN)
        return "audio/mp4" if kind == "video/mp4" and claimed.startswith("audio/") else kind
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], UNKNOWN)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return _webm(head, claimed)
    if head[:4] == b"OggS":
        return "audio/ogg" if any(mark in head[:128] for mark in _OGG_AUDIO) else UNKNOWN
    return next((kind for signature, kind in _SIGNATURES.items() if head.startswith(signature)), UNKNOWN)


def _webm(head: bytes, claimed: str) -> str:
    if b"webm" not in head[:64]:
        return UNKNOWN
    has_video = _WEBM_VIDEO_CODECS.search(head) is not None
    return "video/webm" if has_video or not (claimed.startswith("audio/") or b"A_" in head) else "audio/webm"
