"""What of a result is shown: `--columns` and `--section`, the same for every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from crm_cli.errors import UsageError
from crm_cli.render.style import Style
from crm_cli.tables import Column, Outcome, Record, Report, Row, Table
from crm_cli.values.text import nearest

Getter = Callable[[Row], Any]


def for_people(table: Table, names: Sequence[str]) -> Table:
    """`table` with the columns called `names`, or with the shown ones."""
    return choose(table, names or [column.name for column in table.columns if column.shown])


def for_programs(table: Table, names: Sequence[str]) -> Table:
    """`table` with the columns called `names`, or with all."""
    return choose(table, names) if names else table


def choose(table: Table, names: Sequence[str]) -> Table:
    """`table` with the columns called `names`, in that order.

    The currency key of a money column is a name too, as data formats show it as a column, and so
    is the heading that people see. UsageError: an unknown name, with the nearest one.
    """
    available: dict[str, tuple[Column, Getter]] = {}
    for index, column in enumerate(table.columns):
        if column.kind == "money":
            key = column.currency_key
            available.setdefault(key, (Column(key), _currency_of(index)))
    for index, column in enumerate(table.columns):
        available[column.name] = (column, itemgetter(index))
    headings = {_plain(column.title): column.name for column in table.columns if column.title}
    named = [name if name in available else headings.get(_plain(name), name) for name in names]
    wanted = dict.fromkeys(nearest_or_error("column", name, available) for name in named)
    if list(wanted) == [column.name for column in table.columns]:
        return table
    columns = [available[name][0] for name in wanted]
    getters = [available[name][1] for name in wanted]

    def project(row: Row) -> Row:
        return [get(row) for get in getters]

    footer = None if table.footer is None else project(table.footer)
    return replace(table, columns=columns, rows=list(map(project, table.rows)), footer=footer)


def _currency_of(index: int) -> Getter:
    return lambda row: None if row[index] is None else row[index].currency


def nearest_or_error(what: str, name: str, available: Iterable[str]) -> str:
    """The one of `available` that `name` is, spaces, hyphens and case aside.

    UsageError when there is none, with the nearest.
    """
    names = list(available)
    if name in names:
        return name
    alike = [each for each in names if _plain(each) == _plain(name)]
    if len(alike) == 1:
        return alike[0]
    near = nearest(name, names)
    hint = "did you mean {nearest}? There are {names}" if near else "there are {names}"
    raise UsageError(
        f"there is no {what} {{name}} here",
        hint=hint,
        name=name,
        nearest=near,
        names=", ".join(names),
    )


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def sections(report: Report, style: Style, *, totals: bool) -> dict[str, Table]:
    """The sections to show: all, or the one of `--section`, with the choice of `--columns`.

    `totals` adds a section `NAME_total` of one row for each section with a footer: so programs
    get the totals, and a sum over a section's rows is still right. UsageError: an unknown section
    or column, or `--columns` without saying of which section.
    """
    every = dict(report.sections)
    for name, table in report.sections.items():
        if table.footer is not None:
            total = f"{name}_total"
            every.setdefault(total, replace(table, rows=[table.footer], footer=None))
    chosen = report.sections if not totals else every
    if style.section is not None:
        name = nearest_or_error("section", style.section, every)
        chosen = {name: every[name]}
        if totals and f"{name}_total" in every:
            chosen[f"{name}_total"] = every[f"{name}_total"]
    if style.columns and style.section is None and len(report.sections) > 1:
        raise UsageError(
            "{report} has several sections, each with columns of its own",
            hint="choose one with --section: {names}",
            report=report.name,
            names=", ".join(report.sections),
        )
    narrow = for_programs if totals else for_people
    return {name: narrow(table, style.columns) for name, table in chosen.items()}


def parts(
    record: Record, style: Style, narrow: Callable[[Table, Sequence[str]], Table]
) -> tuple[Table, dict[str, Table]]:
    """The fields and sections of a record to show.

    `--columns` chooses among both, so without a section's name there is none; `--section` leaves
    that section alone with the fields. UsageError: an unknown name.
    """
    if style.section is not None:
        name = nearest_or_error("section", style.section, record.sections)
        return narrow(record.fields, ()), {name: narrow(record.sections[name], style.columns)}
    every = {name: narrow(table, ()) for name, table in record.sections.items()}
    if not style.columns:
        return narrow(record.fields, ()), every
    names = [name for name in style.columns if name not in every]
    return choose(record.fields, names), {n: every[n] for n in style.columns if n in every}


def one_table(result: Table | Report | Record | Outcome, style: Style, format: str) -> Table:
    """The single table that a format of plain rows shows of `result`.

    A report's only or chosen section; a record's fields or chosen section; of an outcome the
    rows, else the record, else the line. UsageError: a choice is missing or unknown.
    """
    if isinstance(result, Table):
        return for_programs(result, style.columns)
    if isinstance(result, Report):
        return _one_section(result, style, format)
    if isinstance(result, Record):
        if style.section is None:
            return for_programs(result.fields, style.columns)
        name = nearest_or_error("section", style.section, result.sections)
        return for_programs(result.sections[name], style.columns)
    return for_programs(_of_outcome(result), style.columns)


def _of_outcome(result: Outcome) -> Table:
    if result.table is not None:
        return result.table
    if result.record is not None:
        return result.record.fields
    from crm_cli.render.message import fill

    columns = [Column("message"), Column("changeset", "integer")]
    row = [fill(result.message, result.values), result.changeset]
    return Table(columns, [row])


def _one_section(report: Report, style: Style, format: str) -> Table:
    if style.section is None and len(report.sections) > 1:
        raise UsageError(
            "{report} has several sections, and {format} holds one",
            hint="choose one with --section: {names}",
            report=report.name,
            format=format,
            names=", ".join(report.sections),
        )
    chosen = sections(report, style, totals=True)
    return next(iter(chosen.values()), Table([], []))
