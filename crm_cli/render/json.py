"""JSON: a list is an array of objects, a report and a record are one object.

Characters that a terminal would obey (C1, direction marks) and halves of surrogate pairs are
written as escapes: the value is the same, and no output can do harm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from json.encoder import encode_basestring
from typing import Any, TextIO

from crm_cli.render import cells, choice
from crm_cli.render.data import shape
from crm_cli.render.style import Style, put
from crm_cli.tables import Outcome, Record, Report, Table

_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_encode_any = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_CHUNK = 500


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write `result` as indented JSON; a table row by row."""
    whole: Any = (
        choice.for_programs(result, style.columns)
        if isinstance(result, Table)
        else shape(result, style)
    )
    for text in _texts(whole, "\n"):
        put(stream, escape(text))
    put(stream, "\n")


def _texts(value: Any, newline: str) -> Iterator[str]:
    """`value` as JSON, piece by piece; `newline` is a line's end with the indent at this depth."""
    inner = f"{newline}  "
    if isinstance(value, Table) and value.rows:
        between = f"[{inner}"
        for chunk in chunks(row_texts(value, f"{{{inner}  ", f",{inner}  ", f"{inner}}}")):
            yield between + f",{inner}".join(chunk)
            between = f",{inner}"
        yield f"{newline}]"
    elif isinstance(value, Table):
        yield "[]"
    elif isinstance(value, dict) and value:
        between = f"{{{inner}"
        for name, member in value.items():
            yield f"{between}{_encode(name)}: "
            yield from _texts(member, inner)
            between = f",{inner}"
        yield f"{newline}}}"
    else:
        # A line break inside a text is an escape: those that stand there are the encoder's.
        yield json.dumps(value, ensure_ascii=False, indent=2).replace("\n", newline)


def _encode(value: Any) -> str:
    """`value` as JSON; the encoder takes long for what is most of a table: text and numbers."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    return repr(value) if kind is int else _encode_any(value)


def row_texts(table: Table, start: str, between: str, end: str) -> Iterator[str]:
    """The rows of `table` as JSON objects, between whose members stands `between`.

    The keys are encoded once, in a template, not in every row.
    """
    columns = cells.machine_columns(table.columns)
    keys = [_encode(name).replace("%", "%%") + ": %s" for name, _ in columns]
    template = start + between.join(keys) + end
    # By column, so that most of it is done in C.
    cells_by_column = [map(_encode, map(get, table.rows)) for _, get in columns]
    return map(template.__mod__, zip(*cells_by_column, strict=True))


def chunks(texts: Iterator[str]) -> Iterator[list[str]]:
    """`texts` in lists of some hundred, for few writes."""
    while chunk := list(islice(texts, _CHUNK)):
        yield chunk


def escape(text: str) -> str:
    """JSON `text` with escapes for what a terminal would obey or UTF-8 cannot hold."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
