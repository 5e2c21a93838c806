"""The customers by segment: how many, what they spend, what to do for them and what to watch.

Sections: `segments`; with amounts in several currencies `revenue` (by segment and currency);
`cut_points` (RFM and value); `advice`; with --members `members`, a row for each customer. A
purchase is a won deal on the day it was closed, a customer its company, else its first contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_cli.errors import NotFound
from crm_cli.reports import option
from crm_cli.reports.customers import Customers, load
from crm_cli.reports.figures import apart
from crm_cli.reports.segmenting import OUTSIDE, Split, split
from crm_cli.reports.segments_tables import (
    advice_table,
    cut_points_table,
    members_table,
    revenue_table,
    richest,
    segments_table,
    sums_of,
    total_of,
)
from crm_cli.tables import Report
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.reports.scope import Scope

HELP = "Customers by segment (RFM, lifecycle …): who they are, what to do, what to watch."
KIND = "state"
DEFAULT = ""
NOUN = "company"
SCOPE = ("owner", "where", "tag", "pipeline", "currency", "at")
EXAMPLES = (
    "crm report segments --by lifecycle",
    "crm report segments --at 2014-12-31",
    'crm report segments --members "At risk"',
)
ALL = "all"
_KNOWN = {"rfm": "RFM", "lifecycle": "lifecycle", "value": "value"}


@dataclass(frozen=True, slots=True)
class Options:
    """How customers are split, and whether they are listed."""

    by: str = option("rfm", "rfm, lifecycle, value, tag, saved or any field.", metavar="WHAT")
    bins: int = option(5, "Into how many scores RFM and value are cut: 5, 4 or 3.", metavar="N")
    members: str | None = option(
        None, "List the customers: of one segment, or of all.", metavar="[SEGMENT]", bare=ALL
    )
    limit: int | None = option(None, "How many members to list; 0 for all.", metavar="N")


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """The customers by segment. Raises UsageError for an unknown --by or --bins, NotFound for an
    unknown segment.
    """
    customers = load(reader, book, scope)
    found = split(customers, options.by, options.bins, keys=options.members is not None)
    sums = {name: sums_of(customers, found, name) for name in found.groups}
    total = total_of(found, sums)
    sections = {"segments": segments_table(found, sums, total)}
    if found.currency is None:
        sections["revenue"] = revenue_table(found, sums)
    if found.cuts:
        sections["cut_points"] = cut_points_table(found)
    sections["advice"] = advice_table(found)
    if options.members is not None:
        chosen = _chosen(found, options.members)
        pairs = [(name, key) for name in chosen for key in richest(found, found.groups[name])]
        sections["members"] = members_table(customers, found, pairs, options.limit or 0)
    currencies = sorted(customers.currencies, key=lambda code: (code != book.currency, code))
    return Report(
        name="segments",
        title=" · ".join([f"Customers by {_KNOWN.get(found.by, found.by)}", *scope.words]),
        period=(book.today.isoformat(), book.today.isoformat()),
        zone=str(book.zone),
        currency=found.currency or book.currency,
        sections=sections,
        records=total.customers,
        notes=[
            *([] if scope.currency else apart(found.currency, currencies, book.currency)),
            *found.notes,
            *_notes(customers, found),
        ],
        hint=scope.hint("nobody is in the book yet: crm company add, or crm import")
        if not sums
        else "",
    )


def _chosen(found: Split, name: str) -> list[str | None]:
    """The segments whose members were asked for. Raises NotFound, with their names."""
    from crm_cli.values.text import fold

    if name == ALL and ALL not in found.groups:
        return list(found.groups)
    wanted = fold(name.strip().replace("’", "'"))
    for known in found.groups:
        if fold(known or "(none)") == wanted:
            return [known]
    if wanted in {fold(known) for known in found.care}:
        return []  # a segment that nobody is in
    raise NotFound(
        "no segment called {name!r}",
        hint="there are: {names}" if found.groups else "there are no segments yet",
        name=name,
        names=", ".join(known or "(none)" for known in found.groups),
    )


def _notes(customers: Customers, found: Split) -> list[str]:
    notes = customers.rates.notes() if customers.rates else []
    if found.everyone:
        notes.append("a customer may be in several of these segments: the shares add up to more")
    if found.by in ("rfm", "value") and any(name in OUTSIDE for name in found.groups):
        notes.append("shares are of the customers with a score")
    undated = sum(row.undated for row in [*customers.bought.values(), customers.nobody])
    for count, said in (
        (undated, "closed on an unknown day: in no figure"),
        (customers.later, f"closed after {customers.book.today}: in no figure"),
    ):
        if count:
            notes.append(f"{counted(count, 'won deal')} {said}")
    lonely = customers.nobody.purchases
    if lonely:
        notes.append(f"{counted(lonely, 'won deal')} without a company or contact: left out")
    unpriced = sum(row.purchases - row.priced for row in customers.bought.values())
    if unpriced:
        notes.append(f"{counted(unpriced, 'purchase')} without an amount: in no revenue or average")
    return notes
