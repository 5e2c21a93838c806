"""Results to formats. `render` is the only way in; each format is one module with a `write`.

Importing this costs next to nothing: a format is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO

from crm_cli.render.style import Style

if TYPE_CHECKING:
    from crm_cli.tables import Outcome, Record, Report, Table

__all__ = ["FORMATS", "Style", "render"]

# The format's name, as `--format` takes it, and its module.
FORMATS = {
    "table": "table",
    "json": "json",
    "jsonl": "jsonl",
    "csv": "csv",
    "md": "markdown",
    "html": "html",
    "eml": "eml",
}
# Those of files for other programs, which `crm export` writes.
FILES = {"xlsx": "excel", "vcard": "vcard", "vcard4": "vcard4", "ics": "ics"}
LISTS = ("table", "json", "jsonl", "csv", "md", "html", "xlsx")  # what any list can be
# What the ending of a file's name stands for.
ENDINGS = {
    **{name: name for name in ("csv", "json", "jsonl", "xlsx", "md", "html", "eml", "ics")},
    **{"txt": "table", "htm": "html", "markdown": "md", "ndjson": "jsonl", "vcf": "vcard"},
}


def format_of(path: str, formats: Sequence[str], endings: Mapping[str, str]) -> str | None:
    """The one of `formats` that the ending of a file stands for; None where it has no ending.

    `endings` are those that a command has besides. UsageError for any other.
    """
    ending = PurePath(path).suffix[1:].lower()
    known = {end: name for end, name in (ENDINGS | dict(endings)).items() if name in formats}
    if ending and ending not in known:
        from crm_cli.errors import UsageError

        raise UsageError(
            "this command writes no .{ending} files",
            hint="end the name with {known}, or choose a format with --format",
            ending=ending,
            known=", ".join(f".{name}" for name in known),
        )
    return known.get(ending)


def render(
    result: Table | Report | Record | Outcome, *, format: str, stream: TextIO, style: Style
) -> None:
    """Write `result` to `stream` in the format called `format`.

    An empty list writes nothing as a table (the caller says so on stderr, with
    `message.empty_notice`) and `[]` as JSON. UsageError: an unknown format, column or section,
    or several sections in a format that holds one; then nothing has been written.
    """
    module = FORMATS.get(format) or FILES.get(format)
    if module is None:
        from crm_cli.errors import UsageError

        raise UsageError(
            "there is no format {format}",
            hint="use one of {formats}",
            format=format,
            formats=", ".join(FORMATS),
        )
    import_module(f"crm_cli.render.{module}").write(result, stream, style)
