"""What a file is, by its content and not by its name."""

from __future__ import annotations

import re
from typing import BinaryIO

HEAD = 4096  # bytes that are looked at

# The first bytes of the files that people give a CSV importer by mistake, and what each is called.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"bplist00", "a binary property list"),
    (b"{\\rtf", "an RTF document"),
)

# What a zip holds says what it is; the names stand in its first local headers or in its directory.
_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"xl/workbook.bin", "xlsb"),
    (b"xl/", "xlsx"),
    (b"word/", "a Word document"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file, but no spreadsheet"),
)

_TEXT_KINDS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"(?:item\d+\.)?BEGIN\s*:\s*VCARD", re.I), "vcard"),
    (re.compile(rb"BEGIN\s*:\s*VCALENDAR", re.I), "a calendar (iCalendar)"),
    (re.compile(rb"<!doctype html|<html|<table", re.I), "an HTML page"),
    (re.compile(rb"<\?xml", re.I), "an XML document"),
    (re.compile(rb"\[\s*(?:[\[{\]]|$)"), "json"),
    (re.compile(rb'\{\s*(?:["}]|$)'), "json"),
)

BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

# Control characters that no text file has; tab, line ends, form feed and ESC are not among them.
_CONTROLS = bytes(range(9)) + bytes(range(14, 26)) + bytes(range(28, 32))


def bom_encoding(head: bytes) -> str:
    """The codec that a byte order mark at the beginning asks for, or ""."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    return ""


def kind_of(stream: BinaryIO) -> str:
    """What the stream holds; it is left at its beginning.

    One of "text" (any delimited text), "json", "vcard", "xlsx", "xls", "xlsb", "ods", "gzip",
    "bzip2", "xz", "zstd", or a description with its article of what cannot be imported.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(stream)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[257:262] == b"ustar":
        return "a tar archive"
    if head.startswith(b"RIFF") or head[4:8] == b"ftyp":
        return "a picture, sound or film"
    return _text_kind(head)


def _zip_kind(stream: BinaryIO) -> str:
    """Look at the first entries and at the directory, which stands at the end."""
    start = stream.read(HEAD)
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 64 * 1024))
    names = start + stream.read()
    stream.seek(0)
    for mark, kind in _ZIPPED:
        if mark in names:
            return kind
    return "a zip archive"


def _text_kind(head: bytes) -> str:
    bom = bom_encoding(head)
    if wide := (bom if bom in {"utf-16", "utf-32"} else "" if bom else utf16_guess(head)):
        head = head.decode(wide, "ignore").encode()
    elif not bom and _is_binary(head):
        return "a binary file"
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, kind in _TEXT_KINDS:
        if pattern.match(begin):
            return kind
    return "text"


def _is_binary(head: bytes) -> bool:
    """Whether control characters are more than a slip."""
    return len(head) - len(head.translate(None, _CONTROLS)) > max(8, len(head) // 20)


def utf16_guess(head: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" where NULs stand at every other place, else "".

    Text in UTF-16 has them there for each Latin letter, digit, comma and line end.
    """
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > pairs * 0.05 and even < odd * 0.5:
        return "utf-16-le"
    if even > pairs * 0.05 and odd < even * 0.5:
        return "utf-16-be"
    return ""
