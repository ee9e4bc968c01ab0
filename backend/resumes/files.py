"""What kind of file it really is, and its reading. The name of a file and the type it claims are not believed."""

import io
import json
import zipfile
from typing import Final

from backend.resumes import confined, json_resume
from backend.resumes.fields import read_fields
from backend.resumes.reading import Kind, Reading, Unreadable

SIZE_LIMIT: Final = 10_000_000
"""Bytes."""
UNPACKED_LIMIT: Final = 100_000_000
"""Bytes that a DOCX may say it unpacks to."""
_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


async def read_resume(content: bytes) -> tuple[Kind, Reading]:
    """The kind of the file and what it says. Raises Unreadable.

    PDF and DOCX are taken apart in a process of their own; plain text needs no parser that could be led astray.
    """
    kind = sniff(content)
    if kind is Kind.JSON:
        return kind, json_resume.read(content)
    text = decode(content) if kind is Kind.TEXT else await confined.text_of(content, kind)
    if not text.strip():
        raise Unreadable("no_text")
    return kind, read_fields(text)


def sniff(content: bytes) -> Kind:
    """By its first bytes. Raises Unreadable for what we do not read, and for archives that would burst."""
    if len(content) > SIZE_LIMIT:
        raise Unreadable("too_big")
    if not content.strip():
        raise Unreadable("empty")
    if b"%PDF-" in content[:1024]:
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return _docx(content)
    if b"\x00" in content[:4096] and not content.startswith(_MARKS):
        raise Unreadable("unknown_kind")
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and _is_json(content):
        return Kind.JSON
    return Kind.TEXT


def decode(content: bytes) -> str:
    """The text, whatever its encoding: UTF-8, UTF-16 with its mark, GB18030. Raises Unreadable."""
    encodings = ("utf-16",) if content.startswith(_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")


def _docx(content: bytes) -> Kind:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise Unreadable("broken") from None
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise Unreadable("too_big")
    if not any(part.filename == "word/document.xml" for part in parts):
        raise Unreadable("unknown_kind")
    return Kind.DOCX


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
