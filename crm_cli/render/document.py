"""A result as people read it: titles, lines, fields and grids, the same for table, md and html.

All texts are harmless to a terminal; a format only has to escape its own markup and lay out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_cli.render import cells, choice, message
from crm_cli.render.grid import Grid, grid
from crm_cli.render.layout import width_of
from crm_cli.render.style import Style
from crm_cli.tables import Outcome, Record, Report, Table
from crm_cli.values.plurals import counted
from crm_cli.values.text import visible


@dataclass(slots=True)
class Title:
    """A heading; level 1 is the result's, level 2 a section's."""

    text: str
    level: int = 1


@dataclass(slots=True)
class Line:
    """A line of text; `quiet`: beside the point (a header's data, a note); `apart`: after a gap;
    `whole`: of all sections, not of the one before it.
    """

    text: str
    quiet: bool = False
    apart: bool = False
    whole: bool = False


@dataclass(slots=True)
class Fields:
    """The fields of one record: headings and texts, which may have several lines."""

    pairs: list[tuple[str, str]]


Block = Title | Line | Fields | Grid


def document(result: Table | Report | Record | Outcome, style: Style) -> list[Block]:
    """The blocks of `result`, from the top; none for an empty list."""
    if isinstance(result, Table):
        return _list(result, style)
    if isinstance(result, Report):
        return _report(result, style)
    if isinstance(result, Record):
        return _record(result, style)
    blocks: list[Block] = [Line(text) for text in message.outcome_lines(result)]
    return blocks + (_list(result.table, style) if result.table is not None else [])


def _list(table: Table, style: Style) -> list[Block]:
    chosen = choice.for_people(table, style.columns)
    if not table.rows:
        return []
    title: list[Block] = [Title(visible(table.title))] if table.title else []
    return title + _rows(chosen, style)


def _rows(table: Table, style: Style, *, limit: bool = True) -> list[Block]:
    blocks: list[Block] = [grid(table, style)]
    cut = message.cut_notice(table, limit=limit)
    if cut:
        blocks.append(Line(cut, quiet=True, apart=True))
    return blocks + _note(table.note)


def _note(note: str) -> list[Block]:
    return [Line(visible(note), quiet=True, apart=True)] if note else []


def _section(name: str, table: Table, style: Style, *, limit: bool = True) -> list[Block]:
    blocks: list[Block] = [Title(visible(table.title or _capital(name)), 2)]
    if table.rows:
        return blocks + _rows(table, style, limit=limit)
    blocks.append(Line(message.none_of(table), quiet=True))
    return blocks + _note(table.note)


def _capital(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _report(report: Report, style: Style) -> list[Block]:
    first, last = report.period
    facts = [
        first if first == last else f"{first} to {last}",
        report.zone,
        report.currency,
        counted(report.records, "record"),
        f"as of {cells.local_time(report.as_of, style)}" if report.as_of else "",
    ]
    between = " · " if style.unicode else " - "
    header = visible(between.join(fact for fact in facts if fact))
    blocks: list[Block] = [Title(visible(report.title)), Line(header, quiet=True)]
    for name, table in choice.sections(report, style, totals=False).items():
        blocks += _section(name, table, style)
    notes = [visible(note) for note in report.notes if note]
    return blocks + [Line(note, quiet=True, apart=True, whole=True) for note in notes]


def beside(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Headings and texts in as few lines of this width as they need."""
    lines: list[str] = []
    for heading, text in pairs:
        part = f"{heading} {', '.join(text.splitlines())}"
        if lines and width_of(lines[-1]) + 3 + width_of(part) <= width:
            lines[-1] += f"   {part}"
        else:
            lines.append(f"  {part}")
    return lines


def _record(record: Record, style: Style) -> list[Block]:
    fields, sections = choice.parts(record, style, choice.for_people)
    title = " ".join(part for part in (record.reference, record.title) if part)
    blocks: list[Block] = [Title(visible(title))]
    if record.summary:
        blocks.append(Line(visible(record.summary)))
    values = fields.rows[0] if fields.rows else []
    pairs = [
        (visible(column.heading), cells.human(column, value, style, newline=True))
        for column, value in zip(fields.columns, values, strict=True)
        # What is not known needs no line, unless it was asked for.
        if style.columns or (value is not None and value not in ("", []))
    ]
    if record.dense and style.width is not None:
        blocks += [Line(line) for line in beside(pairs, style.width)]
    elif pairs:
        blocks.append(Fields(pairs))
    for name, table in sections.items():
        if table.rows:
            # `show` has no --limit: the section's own list has the rest.
            blocks += _section(name, table, style, limit=False)
    return blocks
