"""Tickets opened, resolved and reopened in a period, how fast, and what is still unresolved.

Sections: `flow`; `times` (first response and resolution: median and p90 by the clock and within
the team's business hours); `by_kind`, `by_priority`, `by_channel`, `by_assignee`; `backlog_age`.
A ticket resolved before any response counts as responded then. First responses are those given
in the period, resolutions those of the period, whenever the ticket was opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter, sub
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.reports import fill, option, statements
from crm_cli.reports.compare import cut_groups, stacked
from crm_cli.reports.figures import THIN_COLUMN, bars, quantile, rate, thin
from crm_cli.services.business_hours import Calendar
from crm_cli.tables import Column, Report, Row, Table
from crm_cli.values.enums import TICKET_KINDS, TICKET_PRIORITIES
from crm_cli.values.hours import read_holidays, read_hours
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.periods import Period
    from crm_cli.reports.scope import Scope

HELP = "Tickets opened, resolved, reopened; response and resolution times; the backlog's age."
KIND = "period"
DEFAULT = "90d"
NOUN = "ticket"
SCOPE = ("owner", "where", "tag")
EXAMPLES = (
    "crm report tickets --period last-month --compare",
    "crm report tickets --owner amy --where kind=complaint",
)

_BY = ("kind", "priority", "channel", "assignee")
_SPLIT = itemgetter(0, 1, 2, 3)  # of a row of `times`: what _BY names
_ORDER: dict[str, tuple[str, ...]] = {
    "kind": TICKET_KINDS,
    "priority": tuple(reversed(TICKET_PRIORITIES)),
}
_AGES = (
    ("under 1 day", 1.0),
    ("1 to 3 days", 3.0),
    ("3 to 7 days", 7.0),
    ("7 to 30 days", 30.0),
    ("over 30 days", float("inf")),
)


@dataclass(frozen=True, slots=True)
class Options:
    """How much is shown."""

    limit: int | None = option(None, "How many groups of a kind to show; 0 for all.", metavar="N")


@dataclass(slots=True)
class Times:
    """Seconds from opening to an event, sorted: by the clock, of each group, in business hours.

    Left out: tickets without an opening (`unopened`), and those opened after the event (`before`).
    """

    clock: list[float]
    business: list[float]
    groups: dict[str, dict[Any, list[float]]]
    unopened: int
    before: int


class Measured(NamedTuple):
    """The times to the first response and to the resolution."""

    response: Times
    resolution: Times
    unopened: int
    at_once: int


@dataclass(slots=True)
class Source:
    """Where the figures come from: runs the statements of the report for a period."""

    reader: Reader
    book: Book
    scope: Scope
    calendar: Calendar

    def rows(self, statement: str, period: Period, **parts: str) -> Rows:
        """The rows of a statement."""
        return self.reader.rows(*self._filled(statement, period, parts))

    def tuples(self, statement: str, period: Period, **parts: str) -> list[tuple[Any, ...]]:
        """The rows of a statement that has very many."""
        return self.reader.tuples(*self._filled(statement, period, parts))

    def _filled(
        self, statement: str, period: Period, parts: dict[str, str]
    ) -> tuple[str, dict[str, Any]]:
        sql = fill(statements("tickets")[statement], {"scope": self.scope.tickets(), **parts})
        return sql, {**self.scope.params, **self.moments(period)}

    def moments(self, period: Period) -> dict[str, Any]:
        """The parameters: the period's ends, and the moment of its backlog."""
        ends = period.moments(self.book)
        moment = min(ends["end"], self.book.stamp)
        return {**ends, "moment": moment}


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """The tickets of the period."""
    source = source_of(reader, book, scope)
    users = {row["id"]: row["handle"] for row in reader.rows(statements("tickets")["users"])}
    flow = source.rows("flow", scope.period)
    times = _times(source, scope.period)
    sections = _sections(flow, times, users) if flow else {}
    if scope.before and flow:
        earlier = _sections(source.rows("flow", scope.before), _times(source, scope.before), users)
        sections = {
            name: stacked(table, earlier[name], _key(table)) for name, table in sections.items()
        }
    cut_groups(sections, options.limit or 0, 3 if scope.before else 1)
    if flow:
        sections["backlog_age"] = _backlog(source.rows("backlog", scope.period))
    return Report(
        name="tickets",
        title=" · ".join(["Tickets", *scope.words]),
        period=(scope.period.first.isoformat(), scope.period.last.isoformat()),
        zone=str(book.zone),
        currency=book.currency,
        sections=sections or {"flow": _flow([])},
        records=sum(row["counted"] for row in flow),
        notes=_notes(source, scope, flow, times),
        hint=scope.hint('no tickets yet: crm ticket open "SUBJECT", or crm import')
        if not flow
        else "",
    )


def source_of(reader: Reader, book: Book, scope: Scope) -> Source:
    """Where the figures come from, with the team's calendar."""
    hours, holidays = book.setting("business_hours"), book.setting("holidays")
    calendar = Calendar(read_hours(hours), read_holidays(holidays), book.zone)
    return Source(reader, book, scope, calendar)


def _times(source: Source, period: Period) -> Measured:
    """The times of the period."""
    rows = source.tuples("times", period)
    return Measured(
        _measured(rows, 6, source.calendar),
        _measured(rows, 7, source.calendar),
        unopened=sum(1 for row in rows if row[4] is None),
        at_once=sum(row[5] for row in rows if row[6] is not None),
    )


def _measured(rows: list[tuple[Any, ...]], place: int, calendar: Calendar) -> Times:
    """The times from opening to the event at that place of each row, where it took place."""
    took_place = [row for row in rows if row[place] is not None]
    opened = [row for row in took_place if row[4] is not None]
    kept = [row for row in opened if row[place] >= row[4]]
    starts, ends = [row[4] for row in kept], [row[place] for row in kept]
    by_all: dict[tuple[Any, ...], list[float]] = defaultdict(list)
    for split, took in zip(map(_SPLIT, kept), map(sub, ends, starts), strict=True):
        by_all[split].append(took)
    clock: list[float] = []
    groups: dict[str, dict[Any, list[float]]] = {by: defaultdict(list) for by in _BY}
    for split, values in by_all.items():
        # Of sorted runs: to sort what they make up takes a fraction of the time.
        values.sort()
        clock += values
        for by, key in zip(_BY, split, strict=True):
            groups[by][key] += values
    for whole in (clock, *(values for by in _BY for values in groups[by].values())):
        whole.sort()
    return Times(
        clock,
        sorted(calendar.all_seconds(starts, ends)),
        groups,
        unopened=len(took_place) - len(opened),
        before=len(opened) - len(kept),
    )


def _sections(flow: Rows, times: Measured, users: dict[Any, str]) -> dict[str, Table]:
    sections = {"flow": _flow(flow), "times": _times_table(times)}
    for by in _BY:
        names = users.get if by == "assignee" else None
        sections[f"by_{by}"] = _by(flow, times, by, names)
    return sections


_COUNTS = ("opened", "resolved", "reopened", "backlog")


def _flow(flow: Rows) -> Table:
    rows: list[Row] = []
    if flow:
        rows.append([sum(row[name] for row in flow) for name in _COUNTS])
    return Table(
        [Column(name, "integer") for name in _COUNTS], rows, title="In the period", noun="ticket"
    )


def _quantiles(values: list[float]) -> list[float | None]:
    """Median and p90 in seconds of sorted values."""
    found = (quantile(values, 0.5), quantile(values, 0.9))
    return [None if value is None else round(value, 3) for value in found]


def _times_table(measured: Measured) -> Table:
    columns = [
        Column("time", title="time to"),
        Column("hours", title="by"),
        Column("tickets", "integer"),
        Column("median", "duration"),
        Column("p90", "duration"),
        Column("left_out", "integer"),
        THIN_COLUMN,
    ]
    rows: list[Row] = []
    for name, times in (("first response", measured.response), ("resolution", measured.resolution)):
        left_out, count = times.before + times.unopened, len(times.clock)
        if count or left_out:
            for hours, values in (("clock", times.clock), ("business hours", times.business)):
                rows.append([name, hours, count, *_quantiles(values), left_out, thin(count)])
    return Table(columns, rows, title="How fast", noun="ticket")


def _by(
    flow: Rows,
    times: Measured,
    by: str,
    name: Callable[[Any], str | None] | None,
) -> Table:
    counts: dict[Any, list[int]] = {}
    for row in flow:
        sums = counts.setdefault(row[by], [0] * len(_COUNTS))
        for place, count in enumerate(_COUNTS):
            sums[place] += row[count]
    columns = [
        Column(by, unknown="(nobody)" if by == "assignee" else "(none)"),
        *(Column(count, "integer") for count in _COUNTS),
        Column("median_response", "duration"),
        Column("p90_response", "duration", shown=False),
        Column("median_resolution", "duration"),
        Column("p90_resolution", "duration", shown=False),
        THIN_COLUMN,
        Column("bar", "bar", shown=False),
    ]
    known = _ORDER.get(by, ())

    def order(key: Any) -> tuple[bool, int, int, str]:
        place = known.index(key) if key in known else len(known)
        return key is None, place if known else 0, -counts[key][0], str(key)

    rows: list[Row] = []
    shown = [key for key in sorted(counts, key=order) if any(counts[key])]
    lengths = bars(counts[key][0] for key in shown)
    for key, length in zip(shown, lengths, strict=True):
        response = times.response.groups[by].get(key, [])
        resolution = times.resolution.groups[by].get(key, [])
        cells = [*counts[key], *_quantiles(response), *_quantiles(resolution)]
        fewest = min((len(part) for part in (response, resolution) if part), default=0)
        label = name(key) if name and key is not None else key
        rows.append([label, *cells, thin(fewest), length])
    if not any(row[-2] for row in rows):
        columns[-2] = columns[-2]._replace(shown=False)
    table = Table(columns, rows, title=f"By {by}", noun="group")
    if len(rows) > 1:
        sums = [sum(counts[key][place] for key in shown) for place in range(len(_COUNTS))]
        table.footer = ["total", *sums, None, None, None, None, None, None]
    return table


def age_of(days: float) -> str:
    """The row of the backlog that an age belongs to."""
    return next(name for name, end in _AGES if days < end)


def _backlog(rows: Rows) -> Table:
    """The unresolved tickets by their age, and by priority."""
    priorities = tuple(reversed(TICKET_PRIORITIES))
    columns = [
        Column("age"),
        Column("tickets", "integer"),
        Column("share", "percent"),
        *(Column(priority, "integer") for priority in priorities),
        Column("bar", "bar", title=" "),
    ]
    counts = {name: dict.fromkeys(priorities, 0) for name, _ in _AGES}
    counts["unknown"] = dict.fromkeys(priorities, 0)
    days: list[float] = []
    for row in rows:
        if row["days"] is None:
            counts["unknown"][row["priority"]] += 1
        else:
            days.append(row["days"])
            counts[age_of(row["days"])][row["priority"]] += 1
    sums = {name: sum(found.values()) for name, found in counts.items()}
    lengths = bars(sums.values())
    cells: list[Row] = []
    for (name, count), length in zip(sums.items(), lengths, strict=True):
        if rows and (count or name != "unknown"):
            cells.append([name, count, rate(count, len(rows)), *counts[name].values(), length])
    table = Table(columns, cells, title="Unresolved, by age", noun="unresolved ticket")
    if rows:
        total = [sum(counts[name][priority] for name in counts) for priority in priorities]
        table.footer = ["total", len(rows), rate(len(rows), len(rows)), *total, None]
    days.sort()
    median = quantile(days, 0.5)
    if median is not None:
        table.note = f"median age {median:,.1f} days, the oldest {days[-1]:,.1f} days"
    return table


def _key(table: Table) -> tuple[str, ...]:
    names = (column.name for column in table.columns if column.kind == "text")
    return tuple(name for name in names if name != "thin")


def _notes(source: Source, scope: Scope, flow: Rows, times: Measured) -> list[str]:
    notes = [f"compared with {scope.before}"] if scope.before else []
    if not flow:
        return notes
    notes.append(_hours(source.book))
    unopened = sum(row["unopened"] for row in flow)
    unresolved = sum(row["unresolved"] for row in flow)
    if unopened:
        said = f"{counted(unopened, 'ticket')} opened at an unknown time: opened in no period"
        if times.unopened:
            said += f" ({times.unopened:,} left out of the times)"
        notes.append(said)
    if unresolved:
        count = counted(unresolved, "ticket")
        notes.append(f"{count} resolved at an unknown time: resolved in no period")
    if times.response.before:
        count = counted(times.response.before, "ticket")
        notes.append(f"{count} answered before being opened: left out of the first response")
    if times.resolution.before:
        count = counted(times.resolution.before, "ticket")
        notes.append(f"{count} resolved before being opened: left out of the resolution")
    if times.at_once:
        count = counted(times.at_once, "ticket")
        notes.append(f"{count} resolved before any response: responded then")
    return notes


def _hours(book: Book) -> str:
    holidays = book.setting("holidays")
    said = f"business hours {book.setting('business_hours')}"
    return said + (f", without {holidays}" if holidays else "")
