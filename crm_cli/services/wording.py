"""The history in words: the names of rows and fields, and values as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crm_cli.book import Book
from crm_cli.changes.log import RowKey
from crm_cli.database import Reader
from crm_cli.nouns import NOUNS
from crm_cli.values.money import Money, show_amount
from crm_cli.values.references import reference

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_NOUN_OF = {noun.table: noun.name for noun in NOUNS.values()}

# What a column points at, and the column of that table which names it.
_POINTS = {
    "company_id": ("company", "name"),
    "parent_id": ("company", "name"),
    "contact_id": ("contact", "name"),
    "referred_by_id": ("contact", "name"),
    "owner_id": ("user_account", "handle"),
    "assignee_id": ("user_account", "handle"),
    "user_id": ("user_account", "handle"),
    "deal_id": ("deal", "title"),
    "ticket_id": ("ticket", "subject"),
    "interaction_id": ("interaction", "subject"),
    "survey_id": ("survey", "comment"),
    "stage_id": ("stage", "name"),
    "from_stage_id": ("stage", "name"),
    "to_stage_id": ("stage", "name"),
    "pipeline_id": ("pipeline", "name"),
    "tag_id": ("tag", "name"),
    "field_id": ("field", "name"),
}
_NAMES = {
    "amount_minor": "amount",
    "due_on": "due",
    "seconds": "duration",
    "deleted_at": "trash",
    "assignee_id": "owner",
}
# Rows without a life of their own are named by what they hold.
_OWNERS = {"stage_move": "deal", "ticket_move": "ticket", "survey_score": "survey"}
_HOLDS = {"contact_email": "email", "contact_phone": "phone", "contact_handle": "handle"}


def row_name(reader: Reader, key: RowKey, row: Mapping[str, Any]) -> str:
    """A row for people: "D12 Website relaunch", "C3 Jane: tag vip", "setting currency"."""
    noun = _NOUN_OF.get(key.table)
    if noun is not None:
        title = row.get(NOUNS[noun].title)
        if title is None:
            title = _named(reader, key.table, NOUNS[noun].title, key.id)
        return f"{reference(noun, key.id)} {title or ''}".strip()
    for column, (table, title) in _POINTS.items():
        if (
            row.get(column) is not None
            and table in _NOUN_OF
            and key.table.startswith(_NOUN_OF[table])
        ):
            owner = reference(_NOUN_OF[table], row[column])
            name = _named(reader, table, title, row[column])
            return f"{owner} {name or ''}: {_held(reader, key, row)}"
    return f"{key.table} {row.get('name') or row.get('key') or key.id}"


def owned_by(key: RowKey, row: Mapping[str, Any]) -> RowKey | None:
    """The record that a row beside it belongs to, by its table's name; None for a record."""
    if key.table in _NOUN_OF:
        return None
    owner = _OWNERS.get(key.table) or key.table.rpartition("_")[0]
    id = row.get(f"{owner}_id")
    if id is None or owner not in NOUNS:
        return None
    return RowKey(NOUNS[owner].table, id)


def _held(reader: Reader, key: RowKey, row: Mapping[str, Any]) -> str:
    if key.table in _HOLDS:
        return f"{_HOLDS[key.table]} {row.get(_HOLDS[key.table])}"
    if key.table == "ticket_move":
        return f"status {row.get('to_status')}"
    if key.table == "survey_score":
        return f"{row.get('dimension')}"
    if row.get("other_id") is not None:
        noun = key.table.removesuffix("_distinct")
        return f"distinct {_pointed(reader, f'{noun}_id', row['other_id'])}"
    for column in ("tag_id", "field_id", "to_stage_id", "contact_id"):
        if row.get(column) is not None and not key.table.startswith(column.removesuffix("_id")):
            table, title = _POINTS[column]
            kind = {"to_stage_id": "stage", "field_id": "field"}.get(
                column, column.removesuffix("_id")
            )
            return f"{kind} {_named(reader, table, title, row[column])}"
    return key.table.replace("_", " ")


def field_name(table: str, column: str) -> str:
    """A column for people: company_id is "company", amount_minor "amount"."""
    return _NAMES.get(column, column.removesuffix("_id").replace("_", " "))


def value_text(
    reader: Reader,
    table: str,
    column: str,
    value: Any,
    row: Mapping[str, Any],
    book: Book | None = None,
) -> str:
    """A value of a column for people; what it points at is named. Empty for none.

    With a book, a time is shown in the team's zone.
    """
    if value is None:
        return ""
    if book is not None and isinstance(value, str) and _TIME.fullmatch(value):
        from crm_cli.values.dates import from_utc_text

        return f"{from_utc_text(value).astimezone(book.zone):%Y-%m-%d %H:%M}"
    if column == "amount_minor" and row.get("currency"):
        return show_amount(Money(value, row["currency"]))
    if column in _POINTS:
        return _pointed(reader, column, value)
    if column == "deleted_at":
        return "in the trash"
    return str(value)


def _pointed(reader: Reader, column: str, id: int) -> str:
    target, title = _POINTS[column]
    name = _named(reader, target, title, id)
    noun = _NOUN_OF.get(target)
    if noun in ("user", None):
        return str(name or id)
    return f"{reference(noun, id)} {name or ''}".strip()


def named_record(reader: Reader, noun: str, id: int) -> str:
    """A record for people, by its noun and id: "C3 Jane"."""
    name = _named(reader, NOUNS[noun].table, NOUNS[noun].title, id)
    return f"{reference(noun, id)} {name or ''}".strip()


def _named(reader: Reader, table: str, title: str, id: int) -> Any:
    rows = reader.rows(f"SELECT {title} AS name FROM {table} WHERE id = :id", {"id": id})
    return rows[0]["name"] if rows else None
