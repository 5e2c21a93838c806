"""What stands behind the diff report: the deals of each part, and both pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli.database import Database
from crm_cli.reports import diff_tables
from crm_cli.reports.diff import Moment, both, difference, moments
from crm_cli.reports.explained import Explanation, Prices
from crm_cli.tables import Column, Row, Table
from crm_cli.values.dates import from_utc_text
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.reports.scope import Scope

_FIGURES = {
    "deals": "the different deals of the part; of opening and closing those open at that moment",
    "deals_change": "the deals that came into the pipeline, less those that went out of it",
    "amount": "the sum of amount: what came or went, else what the deals have at the end",
    "change": "the sum of change; a deal comes in with what it had at the opening moment (a new one"
    " at the closing one) and goes out with what it had at the closing one, and what its amount"
    " changed by in between is grown or shrunk; so opening + all changes = closing",
}


def explain(reader: Reader, book: Book, options: Any, scope: Scope) -> Explanation:
    """The deals of the parts and of both moments. Raises as the report does."""
    first, last = moments(book, options)
    if not isinstance(reader, Database):
        return Explanation({}, {})
    with both(reader, book, scope, first, last) as (then, now, _):
        found = difference(then, now)
        records = {
            "deals": diff_tables.deals(found.shares),
            "opening_deals": _open(then, "opening"),
            "closing_deals": _open(now, "closing"),
        }
    ends = [
        f"{name}: as recorded by {from_utc_text(moment.at).astimezone(book.zone):%Y-%m-%d %H:%M}"
        for name, moment in (("opening", then), ("closing", now))
    ]
    return Explanation({"parts": _FIGURES, "amounts": _FIGURES}, records, ends)


def _open(moment: Moment, name: str) -> Table:
    """The open deals of a moment; the part is so called that they are found by it."""
    prices = Prices(moment.rates)
    rows: list[Row] = [
        [
            name,
            reference("deal", row["id"]),
            row["title"],
            row["owner"],
            row["stage"],
            row["expected_close"],
            *prices.cells(row["amount_minor"], row["currency"], moment.day),
        ]
        for row in moment.rows("deals")
    ]
    columns = [
        Column("part", shown=False),
        Column("ref", title="id"),
        Column("title"),
        Column("owner"),
        Column("stage"),
        Column("expected_close", "date"),
        *prices.columns(),
    ]
    return Table(columns, rows, title=f"The {name} pipeline", noun="open deal")
