"""The table for people: rich draws it on a terminal with colours, plain lines do elsewhere.

Both draw the same layout, cell by cell; rich needs half a millisecond a row, which a long list in
a pipe should not pay. On a terminal nothing is wider than it; in a pipe nothing is cut or wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from crm_cli.render.cells import bar
from crm_cli.render.document import Block, Fields, Line, Title, document
from crm_cli.render.grid import Grid
from crm_cli.render.layout import (
    GAP,
    NARROWEST,
    Layout,
    cells_of,
    fit,
    pad,
    right,
    width_of,
    wrap,
)  # fmt: skip
from crm_cli.render.style import Style, put
from crm_cli.tables import Board, Outcome, Record, Report, Table

_INDENT = 2
_RICH_ROWS = 1000
_CHUNK = 500
# The width of a date with its time: less room than this is better below a heading than beside it.
_LEAST_ROOM = 16


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write `result` as titles, aligned fields and tables; nothing for an empty list."""
    if isinstance(result, Board) and result.lanes and not style.columns:
        from crm_cli.render.board import board_parts

        for part in board_parts(result, style):
            _write_lines(part.lines, part.look, stream, style)
        return
    width = None if style.width is None else max(style.width, NARROWEST)
    before: Block | None = None
    for block in document(result, style):
        if _gap(before, block):
            put(stream, "\n")
        before = block
        if isinstance(block, Grid):
            hidden = _write_grid(block, stream, style, width)
            before = Line(hidden, apart=True) if hidden else block
        elif isinstance(block, Fields):
            _write_lines(_fields(block.pairs, width, _INDENT), "", stream, style)
        else:
            look = "bold" if isinstance(block, Title) else "dim" if block.quiet else ""
            lines = [block.text] if width is None else _hanging(block.text, width)
            _write_lines(lines, look, stream, style)


def _hanging(text: str, width: int) -> list[str]:
    """The lines of an indented text, those that follow under its beginning, or under what stands
    after its label (" who Jane Smith").
    """
    if width_of(text) <= width or not text.startswith(" "):
        return wrap(text, width)
    label = re.match(r" +(?:\S{1,12} {2,})?", text)
    start = label.end() if label else 0
    first, *rest = wrap(text[start:], max(width - start, 1))
    return [text[:start] + first, *(" " * start + line for line in rest)]


def _gap(before: Block | None, block: Block) -> bool:
    if before is None:
        return False
    if isinstance(block, Title):
        return True
    if isinstance(block, Line):
        return block.apart and not (isinstance(before, Line) and before.apart)
    return isinstance(before, Line) or (isinstance(before, Title) and before.level == 1)


def _write_lines(lines: Iterable[str], look: str, stream: TextIO, style: Style) -> None:
    if style.colour and look:
        from crm_cli.render.colour import coloured_lines

        put(stream, coloured_lines(lines, look))
        return
    put(stream, "".join([line.rstrip(" ") + "\n" for line in lines]))


def _write_grid(grid: Grid, stream: TextIO, style: Style, width: int | None) -> str:
    """Write the table; returns the line about the columns that found no room, if any."""
    layout = fit(grid, width, may_hide=not style.columns)
    if layout is None:
        _write_lines(_stacked(grid, width), "", stream, style)
        return ""
    _scale_bars(grid, layout, unicode=style.unicode)
    if grid.wrapped and width is not None:
        _wrap_cells(grid, layout)
    if style.colour and grid.height <= _RICH_ROWS:
        from crm_cli.render.colour import coloured_grid

        put(stream, coloured_grid(grid, layout, unicode=style.unicode))
    else:
        chunk: list[str] = []
        for line in plain_lines(grid, layout, unicode=style.unicode):
            chunk.append(line + "\n")
            if len(chunk) == _CHUNK:
                put(stream, "".join(chunk))
                chunk.clear()
        put(stream, "".join(chunk))
    if not layout.hidden:
        return ""
    names = ", ".join([grid.headings[index] for index in layout.hidden])
    note = f"not shown for lack of width: {names} (--columns chooses)"
    put(stream, "\n")
    _write_lines(wrap(note, width or layout.width), "dim", stream, style)
    return note


def _scale_bars(grid: Grid, layout: Layout, *, unicode: bool) -> None:
    # A bar that is cut would lie; all of its column are drawn smaller.
    for index, width in zip(layout.shown, layout.widths, strict=True):
        if index in grid.bars and any(len(text) > width for text in grid.columns[index]):
            grid.columns[index] = [
                bar(fraction or 0, unicode=unicode, width=width) for fraction in grid.bars[index]
            ]


def _wrap_cells(grid: Grid, layout: Layout) -> None:
    """Let each row go over as many lines as its longest text needs, and the others be empty."""
    columns: list[list[str]] = [[] for _ in grid.columns]
    for row in zip(*grid.columns, strict=True):
        cells = [[text] for text in row]
        for index, width in zip(layout.shown, layout.widths, strict=True):
            if grid.kinds[index] == "text":
                cells[index] = wrap(row[index], width)
        height = max(len(lines) for lines in cells)
        for column, lines in zip(columns, cells, strict=True):
            column.extend(lines + [""] * (height - len(lines)))
    grid.columns = columns


def plain_lines(grid: Grid, layout: Layout, *, unicode: bool) -> Iterator[str]:
    """The lines of the table, without colours and without spaces at their ends."""
    rights = [right(grid.kinds[index]) for index in layout.shown]
    rule = ("─" if unicode else "-") * layout.width

    def line(texts: list[str]) -> str:
        padded = [
            pad(text, width, right=aligned)
            for text, width, aligned in zip(texts, layout.widths, rights, strict=True)
        ]
        return (" " * GAP).join(padded).rstrip(" ")

    height = max(map(len, layout.headings), default=0)
    for level in range(height):
        # The last lines of all headings stand right above the rule.
        tops = [len(lines) - height + level for lines in layout.headings]
        rows = zip(layout.headings, tops, strict=True)
        yield line([lines[top] if top >= 0 else "" for lines, top in rows])
    yield rule
    for row in zip(*grid.columns, strict=True):
        yield line(cells_of(layout, row, unicode=unicode))
    if grid.footer is not None:
        yield rule
        yield line(cells_of(layout, grid.footer, unicode=unicode))


def _fields(pairs: list[tuple[str, str]], width: int | None, indent: int) -> Iterator[str]:
    """Headings and texts in two columns; under each other where two columns have no room."""
    margin = " " * indent
    label = max([width_of(heading) for heading, _ in pairs], default=0)
    room = None if width is None else width - indent - label - GAP
    widest = max([width_of(line) for _, text in pairs for line in text.split("\n")], default=0)
    below = room is not None and room < min(widest, _LEAST_ROOM)
    for heading, text in pairs:
        if below and width is not None:
            yield from [margin + line for line in wrap(heading, width - indent)]
            yield from [margin + " " * GAP + line for line in wrap(text, width - indent - GAP)]
            continue
        lines = text.split("\n") if room is None else wrap(text, room)
        for number, line in enumerate(lines):
            yield margin + pad("" if number else heading, label + GAP) + line


def _stacked(grid: Grid, width: int | None) -> Iterator[str]:
    """Each row as a block of fields, for a terminal too narrow for the columns."""
    rows = list(zip(*grid.columns, strict=True)) + ([tuple(grid.footer)] if grid.footer else [])
    for number, row in enumerate(rows):
        if number:
            yield ""
        pairs = [
            (heading, text)
            for heading, text, kind in zip(grid.headings, row, grid.kinds, strict=True)
            if text and (kind == "text" or text not in "–-")
        ]
        yield from _fields(pairs, width, 0)
