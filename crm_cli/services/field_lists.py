"""The team's own fields as tables: which there are, and the values that records have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli.nouns import NOUNS
from crm_cli.services import fields
from crm_cli.services.fields import NOUNS_WITH_FIELDS, Definition
from crm_cli.services.listing import custom_cell
from crm_cli.tables import Column, Record, Row, Table

if TYPE_CHECKING:
    from crm_cli.database import Reader

SHOWN = 20  # values named when one field is shown

COLUMNS = [
    Column("noun"),
    Column("name"),
    Column("kind"),
    Column("choices"),
    Column("records", "integer"),
    Column("id", "integer", shown=False),
]


def list_fields(reader: Reader, noun: str | None = None) -> Table:
    """The custom fields of a noun, or of all, with how many live records have a value."""
    rows: list[Row] = []
    for name in [noun] if noun else NOUNS_WITH_FIELDS:
        found = fields.definitions(reader, name)
        counts = _counts(reader, name) if found else {}
        rows += [_row(definition, counts.get(definition.id, 0)) for definition in found]
    hint = f"crm field add {noun or 'contact'} NAME makes one"
    return Table(COLUMNS, rows, noun="field", hint=hint)


def _row(found: Definition, records: int) -> Row:
    kind = "yes/no" if found.kind == "yesno" else found.kind
    return [found.noun, found.name, kind, list(found.choices), records, found.id]


def _counts(reader: Reader, noun: str) -> dict[int, int]:
    rows = reader.rows(
        f"SELECT v.field_id, count(*) AS n FROM {noun}_field v"
        f" JOIN {NOUNS[noun].table} r ON r.id = v.{noun}_id"
        " WHERE r.deleted_at IS NULL GROUP BY v.field_id"
    )
    return {row["field_id"]: row["n"] for row in rows}


def show_field(reader: Reader, found: Definition) -> Record:
    """A custom field, and its most frequent values."""
    counted = fields.counted_values(reader, found)
    rows: list[Row] = [
        [custom_cell(found.kind, row["value"], row["currency"]), row["records"]]
        for row in counted[:SHOWN]
    ]
    kind: Any = {"number": "number", "money": "money", "date": "date"}.get(found.kind, "text")
    columns = [Column("value", kind), Column("records", "integer")]
    values = Table(columns, rows, title="Values", total=len(counted), noun="value")
    total = sum(row["records"] for row in counted)
    table = Table(COLUMNS, [_row(found, total)])
    return Record(
        "field", "", f"{found.name} of {NOUNS[found.noun].plural}", table, {"values": values}
    )
