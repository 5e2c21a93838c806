"""Tickets opened, resolved and reopened in a period, how fast, and what is still unresolved.

Sections: `flow`; `times` (first response and resolution: median and p90 by the clock and within
the team's business hours); `by_kind`, `by_priority`, `by_channel`, `by_assignee`; `backlog_age`.
A ticket resolved before any response counts as responded then, also when it was reopened later;
not where its source records no responses at all. First responses are those given
in the period, resolutions those of the period, whenever the ticket was opened.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter, sub
from typing import TYPE_CHECKING, Any

from crm_cli.reports import fill, option, statements
from crm_cli.reports.compare import cut_groups, stacked
from crm_cli.reports.tickets_tables import (
    Measured,
    Times,
    backlog_table,
    flow_table,
    group_table,
    key_of,
    times_table,
)
from crm_cli.services.business_hours import Calendar
from crm_cli.tables import Report, Table
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


@dataclass(frozen=True, slots=True)
class Options:
    """How much is shown."""

    limit: int | None = option(None, "How many groups of a kind to show; 0 for all.", metavar="N")


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
            name: stacked(table, earlier[name], key_of(table)) for name, table in sections.items()
        }
    cut_groups(sections, options.limit or 0, 3 if scope.before else 1)
    if flow:
        sections["backlog_age"] = backlog_table(source.rows("backlog", scope.period))
    return Report(
        name="tickets",
        title=" · ".join(["Tickets", *scope.words]),
        period=(scope.period.first.isoformat(), scope.period.last.isoformat()),
        zone=str(book.zone),
        currency=book.currency,
        sections=sections or {"flow": flow_table([])},
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
        _measured(rows, 7, source.calendar),
        _measured(rows, 8, source.calendar),
        unopened=sum(1 for row in rows if row[4] is None),
        at_once=sum(row[5] for row in rows if row[7] is not None),
        silent=sum(row[6] for row in rows),
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
    sections = {"flow": flow_table(flow), "times": times_table(times)}
    for by in _BY:
        names = users.get if by == "assignee" else None
        sections[f"by_{by}"] = group_table(flow, times, by, names)
    return sections


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
    if times.silent:
        count = counted(times.silent, "resolved ticket")
        notes.append(f"no responses recorded where {count} came from: no first response")
    if times.at_once:
        count = counted(times.at_once, "ticket")
        notes.append(f"{count} resolved before any response: responded then")
    return notes


def _hours(book: Book) -> str:
    holidays = book.setting("holidays")
    said = f"business hours {book.setting('business_hours')}"
    return said + (f", without {holidays}" if holidays else "")
