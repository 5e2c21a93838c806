"""One segment by its name: found among the saved and the computed ones, with its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_cli.errors import Ambiguous, NotFound, UsageError
from crm_cli.reports.customers import Customers, load
from crm_cli.reports.periods import Period
from crm_cli.reports.scope import Scope
from crm_cli.reports.segmenting import Split, care_by_stage, only_currency, saved_keys, split
from crm_cli.reports.segments_tables import figures, members_table, richest
from crm_cli.services import saved_filters
from crm_cli.services.lifecycle import STAGES
from crm_cli.services.saved_filters import SavedFilter
from crm_cli.services.segments import MOST_BINS, TIERS
from crm_cli.tables import Column, Record, Row, Table
from crm_cli.values.rfm import rules
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

SHOWN = 20
COLUMNS = [
    Column("name"),
    Column("kind"),
    Column("customers", "integer"),
    Column("noun"),
    Column("conditions"),
    Column("do", title="what to do", shown=False),
    Column("watch", title="what to watch", shown=False),
]
_KINDS = ("saved", "rfm", "lifecycle", "value")


@dataclass(slots=True)
class Segment:
    """A segment: its name, what makes it one, and all customers split that way.

    `conditions` are those of a saved one, on the `noun`; None for a computed one.
    """

    name: str
    kind: str
    customers: Customers
    found: Split
    noun: str = ""
    conditions: tuple[str, ...] | None = None


def _customers(reader: Reader, book: Book) -> Customers:
    return load(reader, book, Scope("company", Period(book.today, book.today)))


def _saved(reader: Reader) -> list[SavedFilter]:
    names = saved_filters.list_filters(reader).rows
    found = [saved_filters.resolve(reader, str(row[0])) for row in names]
    return [one for one in found if one.noun in ("company", "contact")]


def _names(book: Book, kind: str) -> Sequence[str]:
    """The names of the computed segments of a kind, whether anyone is in them or not."""
    if kind == "rfm":
        return list(dict.fromkeys(rule.name for rule in rules(book.setting("rfm.names"))))
    return STAGES if kind == "lifecycle" else TIERS[MOST_BINS]


def all_segments(reader: Reader, book: Book) -> Table:
    """The saved segments, and those by RFM and lifecycle, with how many customers are in each."""
    customers = _customers(reader, book)
    rows: list[Row] = []
    for saved in _saved(reader):
        one = _one_saved(customers, saved)
        care = one.found.care.get(saved.name, (None, None))
        size = one.found.size(saved.name)
        rows.append([saved.name, "saved", size, saved.noun, list(saved.conditions), *care])
    for kind in ("rfm", "lifecycle"):
        found = split(customers, kind, MOST_BINS, keys=False)
        rows += [
            [name, kind, found.size(name), None, None, *found.care.get(name, (None, None))]
            for name in _names(book, kind)
        ]
    return Table(COLUMNS, rows, noun="segment")


def find(reader: Reader, book: Book, name: str, kind: str | None) -> Segment:
    """The segment called `name`, of this kind if one is given.

    Raises NotFound with the names there are, Ambiguous where several kinds have it.
    """
    if kind is not None and kind not in _KINDS:
        raise UsageError(
            "there are no segments by {kind!r}", hint="--by saved, rfm, lifecycle or value",
            kind=kind,
        )  # fmt: skip
    wanted = fold(name.strip().removeprefix("@").replace("’", "'"))
    saved = [one for one in _saved(reader) if fold(one.name) == wanted]
    matches = {"saved": saved[0].name} if saved else {}
    for computed in _KINDS[1:]:
        for known in _names(book, computed):
            if fold(known) == wanted:
                matches[computed] = known
    if kind is not None:
        matches = {kind: matches[kind]} if kind in matches else {}
    if not matches:
        raise NotFound("no segment called {name!r}", hint="crm segment list", name=name)
    if len(matches) > 1:
        raise Ambiguous(
            "several segments are called {name!r}: by {kinds}",
            hint="say which: --by {first}",
            name=name,
            kinds=", by ".join(matches),
            first=next(iter(matches)),
        )
    chosen, known = next(iter(matches.items()))
    customers = _customers(reader, book)
    if chosen == "saved":
        return _one_saved(customers, saved[0])
    found = split(customers, chosen, MOST_BINS, keys=True)
    return Segment(known, chosen, customers, found)


def _one_saved(customers: Customers, saved: SavedFilter) -> Segment:
    found = Split("saved", customers.bought, only_currency(customers))
    found.everyone = len(customers.bought) + customers.count_without()
    found.groups[saved.name] = saved_keys(customers, saved.name, saved.noun)
    care_by_stage(customers, found)
    return Segment(saved.name, "saved", customers, found, saved.noun, saved.conditions)


def members(segment: Segment) -> Table:
    """The customers in a segment, who spends most first."""
    keys = richest(segment.found, segment.found.groups.get(segment.name, []))
    return members_table(segment.customers, segment.found, [(segment.name, key) for key in keys])


def member_ids(segment: Segment) -> list[tuple[str, int]]:
    """Noun and id of each customer in a computed segment, who spends most first."""
    keys = richest(segment.found, segment.found.groups.get(segment.name, []))
    return [("company", key) if key > 0 else ("contact", -key) for key in keys]


def record(segment: Segment) -> Record:
    """A segment with its figures, what to do, and its best customers."""
    found, name = segment.found, segment.name
    columns, cells = figures(segment.customers, found, name)
    do, watch = found.care.get(name, (None, None))
    table = Table(
        [
            Column("name", shown=False),
            Column("kind"),
            Column("noun", shown=segment.kind == "saved"),
            Column("conditions", shown=segment.kind == "saved"),
            *columns,
            Column("do", title="what to do"),
            Column("watch", title="what to watch"),
        ],
        [
            [
                name,
                segment.kind,
                segment.noun or None,
                list(segment.conditions) if segment.conditions else None,
                *cells,
                do,
                watch,
            ]
        ],
        noun="segment",
    )
    listed = members(segment)
    listed.total, listed.rows = len(listed.rows), listed.rows[:SHOWN]
    return Record("segment", "", name, table, {"members": listed})
