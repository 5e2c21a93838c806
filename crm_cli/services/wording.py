"""The history in words: the names of rows and fields, and values as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm_cli.book import Book
from crm_cli.changes.log import DERIVED, Net, RowKey, last_seen
from crm_cli.database import Reader
from crm_cli.errors import CrmError
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
    "closed_at": "closed",
    "opened_at": "opened",
    "resolved_at": "resolved",
    "responded_at": "first response",
    "answered_at": "answered",
    "occurred_at": "when",
    "done_at": "done",
    "due_on": "due",
    "seconds": "duration",
    "deleted_at": "trash",
    "assignee_id": "owner",
}
# Rows without a life of their own are named by what they hold.
_OWNERS = {"stage_move": "deal", "ticket_move": "ticket", "survey_score": "survey"}
_HOLDS = {
    "contact_email": ("email", "email"),
    "contact_phone": ("phone", "phone"),
    "contact_handle": ("handle", "handle"),
    "interaction_link": ("link", "target"),
    "ticket_move": ("status", "to_status"),
}


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
            return f"{owner} {name or ''}: {' '.join(held(reader, key, row))}"
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


def held(reader: Reader, key: RowKey, row: Mapping[str, Any]) -> tuple[str, str]:
    """What a row beside a record holds: the name of the field, and its value, for people."""
    if key.table in _HOLDS:
        what, column = _HOLDS[key.table]
        return what, str(row.get(column))
    if key.table == "survey_score":
        return str(row.get("dimension")), f"{row.get('expectation')}/{row.get('perception')}"
    if row.get("other_id") is not None:
        noun = key.table.removesuffix("_distinct")
        return "distinct", _pointed(reader, f"{noun}_id", row["other_id"])
    if row.get("field_id") is not None:
        value = str(row.get("value"))
        if row.get("currency"):
            value = show_amount(Money(int(value), row["currency"]))
        return str(_named(reader, "field", "name", row["field_id"])), value
    for column in ("tag_id", "to_stage_id", "contact_id"):
        if row.get(column) is not None and not key.table.startswith(column.removesuffix("_id")):
            table, title = _POINTS[column]
            kind = "stage" if column == "to_stage_id" else column.removesuffix("_id")
            return kind, str(_named(reader, table, title, row[column]) or row[column])
    return key.table.replace("_", " "), ""


class Parts:
    """What is told of a changeset: for each record, once, what was done to it."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        self._heads: dict[str, list[str]] = {word: [] for word in words}

    def tell(
        self, reader: Reader, key: RowKey, net: Net, row: Mapping[str, Any], told: Sequence[str]
    ) -> None:
        """Take in what became of a row; `told` are the changed fields of an update."""
        done = {"insert": "added", "delete": "removed"}.get(net.kind, "")
        if not done and not told:
            return
        if key.table in _NOUN_OF:
            name = row_name(reader, key, row)
            self._heads.setdefault(f"{name} {done}" if done else name, []).extend(told)
            return
        owner = owned_by(key, row)
        if owner is None:
            kind, _, name = row_name(reader, key, row).partition(" ")
            if done:
                self._heads.setdefault(f"{kind}\0{done}", []).append(name)
            elif told:
                self._heads.setdefault(f"{kind} {name}", []).extend(told)
            return
        texts = self._heads.setdefault(named_record(reader, _NOUN_OF[owner.table], owner.id), [])
        what, value = held(reader, key, row)
        if row.get("field_id") is not None:
            value = {"removed": "emptied", "": ", ".join(told)}.get(done, value)
            texts.append(f"{what} {value}")
        elif done:
            texts.append(f"{what} {value} {done}")
        else:
            texts += [f"{what} {value}: {text}" for text in told]

    def joined(self, most: int) -> str:
        """All in one line: of the first `most` records, and how many more there are."""
        found = []
        for head, texts in self._heads.items():
            kind, mark, done = head.partition("\0")
            if mark:
                kinds = kind if len(texts) == 1 else f"{kind}s"
                found.append(f"{kinds} {', '.join(texts)} {done}")
            elif texts or " " in head:
                found.append(f"{head}: {', '.join(texts)}" if texts else head)
        more = len(found) - most
        return " · ".join(found[:most] + ([f"and {more} more"] if more > 0 else []))


def field_name(table: str, column: str) -> str:
    """A column for people: company_id is "company", amount_minor "amount"."""
    return _NAMES.get(column, column.removesuffix("_id").replace("_", " "))


def changed_values(
    reader: Reader, key: RowKey, net: Net, row: Mapping[str, Any], book: Book
) -> Iterator[tuple[str, str, str]]:
    """The columns that an update changed, each with what it was and what it became, for people.

    Left out are those that we derive, and the currency of an amount, which is told with it.
    """
    before, after = {**row, **net.before}, {**row, **net.after}
    for column in net.before:
        if column in DERIVED:
            continue
        if column == "currency" and ("amount_minor" in net.before or "value" in net.before):
            continue
        old = value_text(reader, key.table, column, net.before[column], before, book)
        yield column, old, value_text(reader, key.table, column, net.after[column], after, book)


def value_text(
    reader: Reader,
    table: str,
    column: str,
    value: Any,
    row: Mapping[str, Any],
    book: Book | None = None,
) -> str:
    """A value of a column for people; what it points at is named. Empty for none.

    With a book, a time is shown in the team's zone. What cannot be read stands as it is.
    """
    if value is None:
        return ""
    try:
        return _read_value(reader, table, column, value, row, book)
    except (CrmError, ValueError):
        return str(value)


def _read_value(
    reader: Reader,
    table: str,
    column: str,
    value: Any,
    row: Mapping[str, Any],
    book: Book | None,
) -> str:
    if book is not None and isinstance(value, str) and _TIME.fullmatch(value):
        from crm_cli.values.dates import from_utc_text

        return f"{from_utc_text(value).astimezone(book.zone):%Y-%m-%d %H:%M}"
    if column in ("amount_minor", "value") and row.get("currency"):
        return show_amount(Money(int(value), row["currency"]))
    if column in _POINTS:
        return _pointed(reader, column, value)
    if column == "seconds":
        from crm_cli.values.durations import show_duration

        return show_duration(value)
    if column == "probability":
        from crm_cli.values.percents import percent_number

        return f"{percent_number(value)} %"
    return "in the trash" if column == "deleted_at" else str(value)


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
    """The name of a row; of one that is gone, the last it had."""
    rows = reader.rows(f"SELECT {title} AS name FROM {table} WHERE id = :id", {"id": id})
    if rows:
        return rows[0]["name"]
    return last_seen(reader, RowKey(table, id)).get(title)
