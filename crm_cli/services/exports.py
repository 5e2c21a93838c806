"""Exports: all records of a noun, under the names by which `crm import` takes them back.

Every cell is the stored value: nothing is rounded, cut or translated. A person is written as
`Jane Smith <jane@example.com>`, so that the right one of two is found again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.nouns import NOUNS
from crm_cli.services import fields
from crm_cli.services.fields import Definition
from crm_cli.services.inputs import INPUTS
from crm_cli.services.listing import list_records
from crm_cli.tables import NO_DATABASE, Column, Kind, Row, Table
from crm_cli.values.percents import WHOLE, percent_number

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

_PLACES = "region country city address"
# The columns of an export, in order; after a ":" the list's column that it is taken from.
_COLUMNS = {
    "company": f"uid name domain website industry size {_PLACES} parent owner source tag:tags",
    "contact": "uid name given_name family_name email:emails phone:phones handle:handles company"
    f" job_title stage source referred_by {_PLACES} postcode language birthday interests owner"
    " consent consent_at consent_source keep_in_touch_days tag:tags",
    "deal": "uid title company contact pipeline stage stage_since amount probability opened_at"
    " expected_close closed_at owner source campaign reason competitor tag:tags",
    "interaction": "uid kind contact company channel direction occurred_at seconds subject body"
    " sentiment deal ticket owner link:links tag:tags",
    "task": "uid title due:due_on due_time priority done_at owner contact company deal ticket"
    " recurrence tag:tags",
    "ticket": "uid subject body kind priority status channel contact company deal owner opened_at"
    " responded_at resolved_at closed_at tag:tags",
    "survey": "uid kind score comment answered_at contact company ticket deal tangibles"
    " reliability responsiveness assurance empathy",
    "user": "uid handle name email role",
}
NOUNS_EXPORTED = tuple(_COLUMNS)
# Who is named in a cell: the ids of the record and of the person, in order.
_PEOPLE = {
    ("deal", "contact"): "SELECT deal_id AS id, contact_id AS person, id AS place"
    " FROM deal_contact",
    ("interaction", "contact"): "SELECT interaction_id AS id, contact_id AS person, id AS place"
    " FROM interaction_contact",
    ("task", "contact"): "SELECT id, contact_id AS person, id AS place FROM task"
    " WHERE contact_id IS NOT NULL",
    ("ticket", "contact"): "SELECT id, contact_id AS person, id AS place FROM ticket"
    " WHERE contact_id IS NOT NULL",
    ("survey", "contact"): "SELECT id, contact_id AS person, id AS place FROM survey"
    " WHERE contact_id IS NOT NULL",
    ("contact", "referred_by"): "SELECT id, referred_by_id AS person, id AS place FROM contact"
    " WHERE referred_by_id IS NOT NULL",
}


def columns_of(noun: str) -> list[str]:
    """The columns that an export of a noun has, the team's own aside."""
    names = [name.partition(":")[0] for name in _COLUMNS[noun].split()]
    return [*names, "currency"] if "amount" in names else names


def export_table(
    reader: Reader, noun: str, book: Book, *, where: Sequence[str] = (), sort: str | None = None
) -> Table:
    """All live records of a noun that meet the conditions, oldest first, none left out.

    Raises UsageError for an unknown column in a condition or in `sort`.
    """
    custom = fields.definitions(reader, noun)
    listed = list_records(reader, noun, book, where=where, sort=sort or "id")
    names = [name.partition(":")[0] for name in _COLUMNS[noun].split()]
    getters = [
        _getter(reader, noun, listed, *name.partition(":")[::2]) for name in _COLUMNS[noun].split()
    ]
    columns = [_column(name) for name in names]
    for definition in custom:
        columns.append(_custom_column(definition))
        getters.append(_custom_getter(definition, listed.column(definition.name)))
    rows: list[Row] = [[get(row) for get in getters] for row in listed.rows]
    return Table(columns, rows, noun=NOUNS[noun].name, hint=listed.hint)


def empty_table(noun: str) -> Table:
    """The table of a noun of which there is nothing."""
    columns = [_column(name.partition(":")[0]) for name in _COLUMNS[noun].split()]
    return Table(columns, [], noun=NOUNS[noun].name, hint=NO_DATABASE)


_KINDS: dict[str, Kind] = {
    "keep_in_touch_days": "integer",
    "probability": "number",
    "seconds": "integer",
    "score": "integer",
    "birthday": "date",
    "consent_at": "date",
    "expected_close": "date",
    "due": "date",
    "stage_since": "datetime",
    "opened_at": "datetime",
    "closed_at": "datetime",
    "occurred_at": "datetime",
    "done_at": "datetime",
    "responded_at": "datetime",
    "resolved_at": "datetime",
    "answered_at": "datetime",
}


def _column(name: str) -> Column:
    if name == "amount":
        return Column(name, "money", currency_name="currency")
    return Column(name, _KINDS.get(name, "text"))


def _getter(reader: Reader, noun: str, listed: Table, name: str, source: str) -> Any:
    if (noun, name) in _PEOPLE:
        people = _people(reader, _PEOPLE[noun, name])
        place = listed.column("id")
        if INPUTS[noun][name].kind == "link":
            return lambda row: people.get(row[place], [None])[0]
        return lambda row: people.get(row[place], [])
    if name == "ticket":  # subjects are no names
        uids = {row["id"]: row["uid"] for row in reader.rows("SELECT id, uid FROM ticket")}
        place = listed.column("ticket_id")
        return lambda row: uids.get(row[place])
    place = listed.column(source or name)
    if name == "probability":
        return lambda row: None if row[place] is None else percent_number(round(row[place] * WHOLE))
    return lambda row: row[place]


def _people(reader: Reader, sql: str) -> Mapping[int, list[Any]]:
    """The people that records name, by the record's id, as `name <address>`."""
    labels: dict[int, str] = {}
    for row in reader.rows(
        "SELECT c.id, c.name, (SELECT e.email FROM contact_email e WHERE e.contact_id = c.id"
        " ORDER BY e.position, e.id LIMIT 1) AS email FROM contact c"
    ):
        labels[row["id"]] = f"{row['name']} <{row['email']}>" if row["email"] else row["name"]
    found: dict[int, list[Any]] = {}
    for row in reader.rows(f"{sql} ORDER BY place"):
        found.setdefault(row["id"], []).append(labels[row["person"]])
    return found


def _custom_column(found: Definition) -> Column:
    """A column whose name says what field it is, so that an import can make it."""
    kind = found.kind
    if found.choices and not any(mark in choice for choice in found.choices for mark in "|()"):
        kind = f"choice({'|'.join(found.choices)})"
    elif found.kind == "choice":
        kind = "text"
    name = f"field:{found.name}:{kind}"
    if found.kind == "money":
        return Column(name, "money", title=found.name, currency_name=f"{found.name}_currency")
    shown: dict[str, Kind] = {"number": "number", "date": "date"}
    return Column(name, shown.get(kind, "text"), title=found.name)


def _custom_getter(found: Definition, place: int) -> Any:
    if found.kind == "number":  # as text: not every decimal is a number of a computer
        return lambda row: None if row[place] is None else format(row[place], "f")
    return lambda row: row[place]
