"""Reading: one input format a file, bytes -> rows of text. What a file holds decides, not its name.

`open_rows` finds the format and gives a `RowSource`; its rows have the line where they begin, and
a row that cannot be told apart into columns comes as a `BadRow`, in its place.
"""

from __future__ import annotations

from pathlib import Path

from crm_cli.errors import BadContent, UsageError
from crm_cli.importers.rows import BadRow, Row, RowSource

__all__ = ["FORMATS", "BadRow", "Row", "RowSource", "open_rows"]

FORMATS = ("csv", "tsv", "json", "jsonl", "vcard")  # what `format` and `--format` may name

# Compressed files: what unpacks them to a pipe.
_UNPACK = {"gzip": "gunzip -c", "bzip2": "bunzip2 -c", "xz": "xz -dc", "zstd": "zstd -dc"}
_CALLED = {
    "xlsx": "an Excel workbook (.xlsx)",
    "xlsb": "an Excel workbook (.xlsb)",
    "xls": "an old Excel workbook (.xls) or another Microsoft Office file",
    "ods": "an OpenDocument spreadsheet (.ods)",
    **{kind: f"compressed with {kind}" for kind in _UNPACK},
}


def open_rows(
    source: str | Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    format: str | None = None,  # the name of the flag
    header: int | None = None,
) -> RowSource:
    """The rows of a file, or of stdin for "-".

    `encoding`: a codec's name; None takes UTF-8 and byte order marks only; "auto" also a sole
    plausible other one. `delimiter` and `header` (the line with the column names, from 1) are
    found where they are not said. `format`: one of FORMATS, None to find it by the content.

    UsageError for a file that is not there or a flag that makes no sense; BadContent for one that
    is empty, binary, undecodable or without columns. The caller closes what it is given.
    """
    from crm_cli.importers.files import open_bytes
    from crm_cli.importers.magic import kind_of

    if format is not None and format not in FORMATS:
        raise UsageError(
            "no input format is called {format}",
            hint="--format " + ", ".join(FORMATS),
            format=format,
        )
    opened = open_bytes(source)
    try:
        kind = kind_of(opened.stream)
        if kind not in {"text", "json", "vcard"}:
            raise _refused(opened.name, kind)
        if kind == "vcard" if format is None else format == "vcard":
            from crm_cli.importers.vcard import VcardRows

            return VcardRows(opened, encoding=encoding)
        if kind == "json" if format is None else format in {"json", "jsonl"}:
            from crm_cli.importers.json import JsonRows

            return JsonRows(opened, encoding=encoding)
        from crm_cli.importers.csv import CsvRows

        return CsvRows(
            opened,
            encoding=encoding,
            delimiter="\t" if format == "tsv" and delimiter is None else delimiter,
            header=header,
        )
    except BaseException:
        opened.stream.close()
        raise


def _refused(name: str, kind: str) -> BadContent:
    hint = "crm import takes CSV, JSON, JSON Lines and vCard"
    if kind in _UNPACK:
        hint = "{unpack} {file} | crm import -"
    elif kind in {"xlsx", "xlsb", "xls", "ods"}:
        hint = "open it and save it as CSV UTF-8, then import that file"
    return BadContent(
        "{file} is {kind}, which cannot be imported",
        hint=hint,
        file=name,
        kind=_CALLED.get(kind, kind),
        unpack=_UNPACK.get(kind, ""),
    )
