"""JSON Lines: one compact object a row; a record or an outcome is one line."""

from __future__ import annotations

import json
from typing import TextIO

from crm_cli.render import choice
from crm_cli.render.data import json_object
from crm_cli.render.json import chunks, escape, row_texts
from crm_cli.render.style import Style, put
from crm_cli.tables import Outcome, Record, Report, Table


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write `result`, one object a line. UsageError: a report's section must be chosen."""
    if isinstance(result, Record | Outcome):
        put(stream, escape(json.dumps(json_object(result, style), ensure_ascii=False)) + "\n")
        return
    table = choice.one_table(result, style, "jsonl")
    for chunk in chunks(row_texts(table, "{", ", ", "}\n")):
        put(stream, escape("".join(chunk)))
