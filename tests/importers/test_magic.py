from __future__ import annotations

import gzip
import io
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest

from crm_cli.errors import BadContent, UsageError
from crm_cli.importers.magic import kind_of
from tests.importers.reading import refusal, write


def zipped(*names: str, first: bytes = b"") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name in names:
            archive.writestr(name, b"<x/>" * 3000 + os.urandom(3000))
    return held.getvalue()


def kind(content: bytes) -> str:
    return kind_of(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n%", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "xls"),
        (gzip.compress(b"a,b\n", mtime=0), "gzip"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (zipped("a.csv"), "a zip archive"),
        (
            zipped("content.xml", first=b"application/vnd.oasis.opendocument.spreadsheet"),
            "ods",
        ),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\n", "vcard"),
        (b"\xef\xbb\xbfbegin:vcard\n", "vcard"),
        (b'[{"a": 1}]', "json"),
        (b'\xef\xbb\xbf \n {"a": 1}', "json"),
        ('[{"a": 1}]'.encode("utf-16"), "json"),
        (b"[red]x[/],b\n", "text"),
        (b"{name},b\n", "text"),
        (b"name,city\n", "text"),
        ("name,city\nAnna,Rome\n".encode("utf-16-le"), "text"),
        (bytes(range(256)) * 4, "a binary file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_content_decides(content: bytes, expected: str) -> None:
    assert kind(content) == expected


def test_a_database_of_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    assert (
        refusal(path, BadContent)[0] == "people.csv is an SQLite database, which cannot be imported"
    )


def test_a_compressed_file_is_refused_with_what_unpacks_it(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(b"a,b\nx,y\n"), "people.csv.gz")
    assert refusal(path, BadContent) == (
        "people.csv.gz is compressed with gzip",
        "gunzip -c people.csv.gz | crm import -",
    )


def test_an_unknown_format(tmp_path: Path) -> None:
    message, _ = refusal(write(tmp_path, "a,b\n"), UsageError, format="dbf")
    assert message == "no input format is called dbf"
