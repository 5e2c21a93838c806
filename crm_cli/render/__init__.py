"""Results to formats. `render` is the only way in; each format is one module with a `write`.

Importing this costs next to nothing: a format is imported when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
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
