"""Results as objects for programs: the documented shapes that JSON and JSON Lines share."""

from __future__ import annotations

from typing import Any

from crm_cli.render import cells, choice
from crm_cli.render.message import fill
from crm_cli.render.style import Style
from crm_cli.tables import Outcome, Record, Report, Table


def json_object(result: Report | Record | Outcome, style: Style) -> dict[str, Any]:
    """`result` as one JSON-able object: its `shape` with each table as a list of objects."""
    return _filled(shape(result, style))


def _filled(shaped: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in shaped.items():
        if isinstance(value, dict):
            made[name] = _filled(value)
        else:
            made[name] = rows(value) if isinstance(value, Table) else value
    return made


def shape(result: Report | Record | Outcome, style: Style) -> dict[str, Any]:
    """`result` as one object in which the tables are still tables, to be written row by row.

    - report: `report, period {since, until}, zone, currency, as_of, records, sections, notes`;
      `sections` has a list of rows by name, and `NAME_total` for a section with totals.
    - record: its fields, then its sections by name, each a list of rows (a section that is called
      like a field is `NAME_list`).
    - outcome: `message, details, warnings, dry_run, changeset, record`, and `rows` when it has
      some.
    """
    if isinstance(result, Report):
        return _report(result, style)
    if isinstance(result, Record):
        return _record(result, style)
    outcome: dict[str, Any] = {
        "message": fill(result.message, result.values),
        "details": result.details,
        "warnings": result.warnings,
        "dry_run": result.dry_run,
        "changeset": result.changeset,
        "record": None if result.record is None else _record(result.record, style),
    }
    if result.table is not None:
        outcome["rows"] = result.table
    return outcome


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows of `table` as objects."""
    columns = cells.machine_columns(table.columns)
    return [{name: get(row) for name, get in columns} for row in table.rows]


def _report(report: Report, style: Style) -> dict[str, Any]:
    since, until = report.period
    sections = choice.sections(report, style, totals=True)
    return {
        "report": report.name,
        "period": {"since": since, "until": until},
        "zone": report.zone,
        "currency": report.currency,
        "as_of": report.as_of,
        "records": report.records,
        "sections": sections,
        "notes": report.notes,
    }


def _record(record: Record, style: Style) -> dict[str, Any]:
    fields, sections = choice.parts(record, style, choice.for_programs)
    made = rows(fields)[0] if fields.rows else {}
    for name, table in sections.items():
        made[f"{name}_list" if name in made else name] = table
    return made
