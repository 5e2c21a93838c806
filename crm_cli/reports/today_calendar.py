"""The agenda as entries of a calendar: follow-ups to do, and days for all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli.nouns import NOUNS
from crm_cli.tables import Column, Report, Row, Table
from crm_cli.values.references import read_reference, reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

COLUMNS = [
    Column("kind"),
    Column("uid"),
    Column("title"),
    Column("due", "date"),
    Column("due_time"),
    Column("priority"),
    Column("why"),
    Column("with"),
    Column("owner"),
]
_DATED = ("closing", "birthday")  # they are on their day; what is late or waits is on today


def calendar(reader: Reader, book: Book, report: Report) -> Table:
    """The rows of the agenda for the format ics, in its order.

    A follow-up is a "todo" with its own uid, the same as in an export of tasks; anything else is a
    "day", whose uid says also what it is about, so that a newer file replaces an older one.
    """
    agenda = report.sections["today"]
    place = {column.name: index for index, column in enumerate(agenda.columns)}
    found: list[tuple[str, int, dict[str, Any]]] = []
    for row in agenda.rows:
        typed = read_reference(row[place["ref"]])
        assert typed is not None
        found.append((typed.noun, typed.id, {name: row[at] for name, at in place.items()}))
    records = {
        noun: _records(reader, noun, [id for other, id, _ in found if other == noun])
        for noun in {noun for noun, _, _ in found}
    }
    rows = [_entry(noun, records[noun][id], cells, book) for noun, id, cells in found]
    return Table(COLUMNS, rows, noun="agenda")


def _records(reader: Reader, noun: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the calendar needs of these records, by id."""
    more = ", due_time, priority" if noun == "task" else ""
    records: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), 500):
        names = {f"id{number}": id for number, id in enumerate(ids[start : start + 500])}
        rows = reader.rows(
            f"SELECT id, uid{more} FROM {NOUNS[noun].table}"
            f" WHERE id IN ({', '.join(f':{name}' for name in names)})",
            names,
        )
        records |= {row["id"]: row for row in rows}
    return records


def _entry(noun: str, record: dict[str, Any], cells: dict[str, Any], book: Book) -> Row:
    ref = reference(noun, record["id"])
    who = [cells["why"], cells["who"], cells["owner"]]
    if noun == "task":
        title = f"{cells['what']} ({ref})"
        return [
            *("todo", record["uid"], title, cells["day"], record["due_time"], record["priority"]),
            *who,
        ]
    kind = cells["kind"]
    day = cells["day"] if kind in _DATED else book.today.isoformat()
    about = cells["who"] if noun == "contact" else cells["what"]
    title = f"{about or ''}: {cells['what'] if noun == 'contact' else cells['why']} ({ref})"
    return ["day", f"{record['uid']}-{kind}", title, day, None, None, *who]
