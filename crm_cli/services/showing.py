"""One record, whole: its fields and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_cli.nouns import NOUNS, Noun
from crm_cli.services import customers, fields, listing, parts, summaries
from crm_cli.tables import Column, Record, Table
from crm_cli.values.dates import from_utc_text
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader


def show_record(reader: Reader, noun_name: str, id: int, book: Book) -> Record:
    """A live record with its fields, custom ones and tags included, and its sections.

    Sections are cut to the newest or the most pressing rows; `SECTION_count` among the fields says
    how many there are. Every query goes through an index, so the size of the book hardly matters.
    """
    noun = NOUNS[noun_name]
    custom = fields.definitions(reader, noun_name)
    columns = listing.columns(noun, custom)
    cells = dict(
        zip(
            [column.name for column in columns],
            listing.fetch(reader, noun, custom, [id])[0],
            strict=True,
        )
    )
    gatherer = parts.Gatherer(reader, book, noun_name, id)
    sections = gatherer.sections()
    extra = _bought(gatherer, cells) if noun_name in ("contact", "company") else []
    extra += _ages(cells, book) if noun_name == "deal" else []
    extra += _times(cells) if noun_name == "ticket" else []
    facts = summaries.Facts(noun_name, cells, sections, gatherer.purchases, book)
    summary = summaries.summary(facts)
    counts = [
        (
            Column(f"{name}_count", "integer", shown=False),
            len(table.rows) if table.total is None else table.total,
        )
        for name, table in sections.items()
    ]
    title = summaries.title_of(noun, cells)
    table = _fields(noun, columns, cells, [*extra, *counts])
    return Record(noun_name, reference(noun_name, id), title, table, sections, summary)


# What a briefing tells people of a customer: their own fields and these.
_BRIEF = {
    "contact": "emails phones handles job_title stage birthday city owner tags consent",
    "company": "domain website industry size city owner tags",
}
_BRIEF_SECTIONS = ("people", "deals", "tickets", "tasks")
_BRIEF_ROWS = 5
_IN_A_LINE = 3


def brief(record: Record, *, rows: int = _BRIEF_ROWS, dense: bool = False) -> Record:
    """A customer as a briefing before a call: who they are, and what is open.

    Each section has at most this many rows, or with 0 it is a line among the fields; a `dense` one
    takes fewer lines besides.
    """
    named = {column.name for column in NOUNS[record.noun].columns}
    kept = set(_BRIEF[record.noun].split())
    # `consent` is worth a line only where it says no.
    row = record.fields.rows[0]
    known = {column.name: row[place] for place, column in enumerate(record.fields.columns)}
    if dense and known.get("domain"):
        kept.discard("website")
    columns = [
        column._replace(
            shown=column.shown
            and (column.name in kept or column.name not in named | _COMPUTED)
            and (column.name != "consent" or row[place] in ("refused", "withdrawn"))
        )
        for place, column in enumerate(record.fields.columns)
    ]
    sections = {
        name: _still_open(record.sections[name], rows, dense)
        for name in _BRIEF_SECTIONS
        if name in record.sections
    }
    fields = replace(record.fields, columns=columns)
    if not rows:
        fields = replace(
            fields,
            columns=columns
            + [Column(f"open_{name}" if name != "people" else name) for name in sections],
        )
        lines = [_in_a_line(record.sections[name]) for name in sections]
        fields.rows = [[*fields.rows[0], *lines]]
        sections = {}
    return replace(record, fields=fields, sections=sections, dense=dense)


def _in_a_line(whole: Table) -> str | None:
    """What a section has, by id and title, where a table of it has no room."""
    found = _still_open(whole, _IN_A_LINE, False)
    if not found.rows:
        return None
    names = [column.name for column in found.columns]
    title = next(names.index(name) for name in ("name", "title", "subject") if name in names)
    named = [f"{row[names.index('ref')]} {row[title]}" for row in found.rows]
    more = (len(named) if found.total is None else found.total) - len(named)
    return ", ".join(named) + (f" and {more:,} more" if more > 0 else "")


_COMPUTED = {"purchase_lifecycle", "deals_won", "first_purchase", "last_purchase"}


def _still_open(table: Table, most: int, dense: bool) -> Table:
    """The first rows of a section, those that are done left out."""
    rows = table.rows
    if table.noun in ("task", "ticket"):
        place = table.column("status")
        rows = [row for row in rows if row[place] in ("open", "pending")]
    total = len(rows) if table.noun in ("task", "ticket") else table.total
    title = _TITLES.get(table.noun, table.title)
    if dense and (len(rows) if total is None else total) > most:
        title, total = f"{title} ({most} of {len(rows) if total is None else total:,})", None
    columns = [
        column._replace(
            shown=column.shown and not (dense and column.name in _SAID),
            title="close" if dense and column.name == "expected_close" else column.title,
        )
        for column in table.columns
    ]
    return replace(table, rows=rows[:most], total=total, title=title, columns=columns)


# What a heading or a column beside them says as well.
_SAID = {"likelihood", "probability", "status", "owner"}
_TITLES = {"task": "Open tasks", "ticket": "Open tickets"}


def _fields(
    noun: Noun,
    columns: Sequence[Column],
    cells: dict[str, Any],
    extra: Sequence[tuple[Column, Any]],
) -> Table:
    """The fields as one row; people see them all, but for what the heading says and keys."""
    stamps = {"created_at": "recorded", "updated_at": "changed"}
    pairs = []
    for column in columns:
        if column.name not in stamps:
            seen = noun.column(column.name) is None or not _for_programs(noun, column.name)
            pairs.append((column._replace(shown=seen), cells[column.name]))
    pairs += extra
    for column in columns:
        if column.name in stamps:
            shown = column._replace(title=stamps[column.name], shown=True)
            pairs.append((shown, cells[column.name]))
    return Table([column for column, _ in pairs], [[cell for _, cell in pairs]], noun=noun.name)


def _for_programs(noun: Noun, name: str) -> bool:
    """Whether people need no line for it: the heading has it, or the section of linked records."""
    if name == noun.title:
        return noun.name != "survey"  # whose heading is the score
    return name in ("ref", "id", "uid") or name.endswith("_id")


def _bought(gatherer: parts.Gatherer, cells: dict[str, Any]) -> list[tuple[Column, Any]]:
    bought = gatherer.purchases or customers.Purchases()
    return [
        (Column("purchase_lifecycle"), bought.stage(gatherer.book)),
        (Column("deals_won", "integer"), bought.count),
        (Column("first_purchase", "date"), _iso(min(bought.days, default=None))),
        (Column("last_purchase", "date"), _iso(max(bought.days, default=None))),
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _times(cells: dict[str, Any]) -> list[tuple[Column, Any]]:
    """Elapsed seconds from opening to the first response and to the resolution, where known.

    A ticket that was resolved before we responded was responded to then.
    """
    opened, resolved = cells["opened_at"], cells["resolved_at"]
    known = [at for at in (cells["responded_at"], resolved) if at]
    spans = (("first_response", min(known, default=None)), ("resolution", resolved))
    return [
        (Column(f"{name}_seconds", "duration", title=name.replace("_", " ")), _span(opened, end))
        for name, end in spans
    ]


def _span(since: str | None, until: str | None) -> float | None:
    if not since or not until or until < since:
        return None
    return (from_utc_text(until) - from_utc_text(since)).total_seconds()


def _ages(cells: dict[str, Any], book: Book) -> list[tuple[Column, Any]]:
    """Whole days: in the present stage while open, and from opened to closed, else to today."""
    still = cells["outcome"] == "open"
    since, opened, closed = cells["stage_since"], cells["opened_at"], cells["closed_at"]
    end = book.today if still else date.fromisoformat(closed) if closed else None
    return [
        (
            Column("days_in_stage", "integer"),
            (book.today - date.fromisoformat(since)).days if still and since else None,
        ),
        (
            Column("days_open", "integer"),
            (end - date.fromisoformat(opened)).days
            if end and opened and opened <= end.isoformat()
            else None,
        ),
    ]
