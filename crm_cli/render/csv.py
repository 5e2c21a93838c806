r"""CSV after RFC 4180, with `\n` at the end of a line (spreadsheets read both).

Texts that a spreadsheet would run as a formula are made inert (see `values.spreadsheet`), unless
`--raw`; importing restores them. On a terminal, control characters are shown instead of obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TextIO

from crm_cli.render import cells, choice
from crm_cli.render.style import Style, put
from crm_cli.tables import Outcome, Record, Report, Table
from crm_cli.values.spreadsheet import inert, join_list
from crm_cli.values.text import visible

# The csv module would leave a lone CR unquoted when lines end with LF, and no reader take it back.
_QUOTED = re.compile('[",\r\n]')
_CHUNK = 500


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write a header and the rows. UsageError: a report's section must be chosen."""
    table = choice.one_table(result, style, "csv")
    columns = cells.machine_columns(table.columns)
    getters = [get for _, get in columns]
    show = _formatter(style)
    lines = ["\ufeff" * style.bom + _line([show(name) for name, _ in columns])]
    for row in table.rows:
        lines.append(_line([show(get(row)) for get in getters]))
        if len(lines) == _CHUNK:
            put(stream, "".join(lines))
            lines.clear()
    put(stream, "".join(lines))


def _line(texts: list[str]) -> str:
    # A lone empty cell would be a blank line, which readers skip.
    return ",".join(texts) + "\n" if texts != [""] else '""\n'


def _formatter(style: Style) -> Callable[[Any], str]:
    on_terminal = style.width is not None

    def show(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list):
            value = join_list(value)
        text = value if isinstance(value, str) else str(value)
        if on_terminal:
            text = visible(text, newline=True)
        if not style.raw and isinstance(value, str):
            text = inert(text)
        return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text

    return show
