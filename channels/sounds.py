"""What a recording really is, by its first bytes; names and headers are only what the sender says."""

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "audio/mp4"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"#!SILK_V3", "audio/silk"),
    (1, b"#!SILK_V3", "audio/silk"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
)
"""Speex comes inside Ogg. WeChat writes SILK with a byte of its own in front."""


def detect(content: bytes) -> str | None:
    """The MIME type, or None when it is no sound format we know.

    >>> detect(b"OggS" + bytes(20))
    'audio/ogg'
    >>> detect(b"<html>") is None
    True
    """
    for offset, mark, mime in SIGNATURES:
        if content.startswith(mark, offset):
            return mime
    return None
