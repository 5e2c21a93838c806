"""Who was in touch with whom, and what was left undone.

Sections: `interactions` (by colleague and kind in the period, with --by week or month for each of
those), `deal_touches` (interactions of each deal closed in the period, won and lost), `contacts`
and `quiet` (those without a touch for --days, at this moment), and `follow_ups` (due in the
period: done on time, late, not yet). A follow-up is on time when it is done on its day or before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crm_cli.errors import UsageError
from crm_cli.reports import fill, option, periods, statements
from crm_cli.reports.compare import stacked
from crm_cli.reports.figures import THIN_COLUMN, bars, count_of, mean, rate, thin
from crm_cli.reports.periods import ONE_DAY, Period
from crm_cli.reports.touches import touches_sql
from crm_cli.tables import Column, Report, Row, Table
from crm_cli.values.dates import day_start
from crm_cli.values.enums import INTERACTION_KINDS
from crm_cli.values.plurals import counted
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.scope import Scope

HELP = "Interactions by colleague and kind, touches per deal, quiet contacts, follow-ups on time."
KIND = "period"
DEFAULT = "90d"
NOUN = "interaction"
SCOPE = ("owner", "where", "tag", "currency")
EXAMPLES = (
    "crm report activity --period last-week --compare",
    "crm report activity --owner amy --by week --days 60",
)

_SPLIT: dict[str, Callable[[Period], Iterator[tuple[str, Period]]]] = {
    "day": periods.days,
    "week": periods.weeks,
    "month": periods.months,
}


@dataclass(frozen=True, slots=True)
class Options:
    """How the interactions are split, and what is quiet."""

    by: str | None = option(None, "Split the interactions by day, week or month.", metavar="UNIT")
    days: int | None = option(
        None, "A contact is quiet after so many days (the setting quiet_days).", metavar="N"
    )
    limit: int | None = option(None, "How many quiet contacts to show; 0 for all.", metavar="N")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures come from: runs the statements of the report."""

    reader: Reader
    book: Book
    scope: Scope
    users: dict[Any, str]

    def rows(self, statement: str, parts: dict[str, str], params: dict[str, Any]) -> Rows:
        """The rows of a statement."""
        return self.reader.rows(*self._filled(statement, parts, params))

    def tuples(
        self, statement: str, parts: dict[str, str], params: dict[str, Any]
    ) -> list[tuple[Any, ...]]:
        """The rows of a statement that may have very many."""
        return self.reader.tuples(*self._filled(statement, parts, params))

    def _filled(
        self, statement: str, parts: dict[str, str], params: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        return fill(statements("activity")[statement], parts), {**self.scope.params, **params}

    def user(self, id: Any) -> str | None:
        """The handle of a colleague; None for nobody."""
        return self.users.get(id)


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """The activity of the period. Raises UsageError for a --by that is no unit of time."""
    if options.by is not None and options.by not in _SPLIT:
        raise UsageError(
            "interactions cannot be split by {by!r}", hint="--by day, week or month", by=options.by
        )
    if options.by and scope.before:
        raise UsageError(
            "--compare does not go with --by {by}",
            hint="leave one of them out: with --by the periods stand under each other",
            by=options.by,
        )
    days = book.quiet_days if options.days is None else options.days
    if days < 0:
        raise UsageError("--days cannot be negative", hint="--days 90")
    users = {row["id"]: row["handle"] for row in reader.rows(statements("activity")["users"])}
    source = Source(reader, book, scope, users)
    sections = _of_period(source, scope.period, options.by)
    records = sum(row[-3] for row in sections["interactions"].rows)
    if scope.before:
        earlier = _of_period(source, scope.before, None)
        sections = {
            name: stacked(table, earlier[name], _KEYS[name]) for name, table in sections.items()
        }
    notes = [f"compared with {scope.before}"] if scope.before else []
    if scope.narrowed:
        notes.append("contacts and follow-ups are left out: the conditions are on interactions")
    else:
        follow_ups = {"follow_ups": sections.pop("follow_ups")}
        sections |= _contacts(source, days, options.limit or 0) | follow_ups
    return Report(
        name="activity",
        title=" · ".join(["Activity", *scope.words]),
        period=(scope.period.first.isoformat(), scope.period.last.isoformat()),
        zone=str(book.zone),
        currency=scope.currency or book.currency,
        sections=sections,
        records=records,
        notes=notes + _undated(source),
        hint=scope.hint("nothing was logged in this time: crm log call NAME logs a call"),
    )


_KEYS: dict[str, tuple[str, ...]] = {
    "interactions": ("user",),
    "deal_touches": ("outcome",),
    "follow_ups": ("user",),
}


def _of_period(source: Source, period: Period, by: str | None) -> dict[str, Table]:
    found = {
        "interactions": _interactions(source, period, by),
        "deal_touches": _deal_touches(source, period),
    }
    if not source.scope.narrowed:
        found["follow_ups"] = _follow_ups(source, period)
    return found


def _interactions(source: Source, period: Period, by: str | None) -> Table:
    columns = [
        *([Column(by)] if by else []),
        Column("user", unknown="(nobody)"),
        *(Column(kind, "integer") for kind in INTERACTION_KINDS),
        Column("total", "integer"),
        Column("time", "duration", shown=False),
        Column("bar", "bar", title=" ", shown=not by),
    ]
    rows: list[list[Any]] = []
    sums = [0] * (len(INTERACTION_KINDS) + 2)
    for name, part in _SPLIT[by](period) if by else [("", period)]:
        for user, cells in _by_user(source, part):
            rows.append([*([name] if by else []), user, *cells])
            sums = [one + other for one, other in zip(sums, cells, strict=True)]
    lengths = bars(row[-2] for row in rows)
    table = Table(
        columns,
        [[*row, length] for row, length in zip(rows, lengths, strict=True)],
        title="Interactions by colleague" + (f" and {by}" if by else ""),
        noun="interaction",
    )
    if len(rows) > 1:
        table.footer = [*([None] if by else []), "total", *sums, None]
    return table


def _by_user(source: Source, period: Period) -> list[tuple[str | None, list[int]]]:
    """For each colleague the number of each kind, their sum, and the seconds; busiest first."""
    parts = {"scope": source.scope.interactions()}
    cells: dict[Any, list[int]] = {}
    for row in source.rows("interactions", parts, period.moments(source.book)):
        counts = cells.setdefault(row["user_id"], [0] * (len(INTERACTION_KINDS) + 2))
        counts[INTERACTION_KINDS.index(row["kind"])] += row["touches"]
        counts[-2] += row["touches"]
        counts[-1] += row["seconds"] or 0
    found = [(source.user(id), counts) for id, counts in cells.items()]
    return sorted(found, key=lambda pair: (-pair[1][-2], pair[0] is None, pair[0] or ""))


def _deal_touches(source: Source, period: Period) -> Table:
    columns = [
        Column("outcome"),
        Column("deals", "integer"),
        Column("touches", "integer"),
        Column("mean", "number", title="mean per deal", places=1),
        Column("median", "number", title="median per deal", places=1),
        Column("untouched", "integer", title="without a touch"),
        THIN_COLUMN,
    ]
    owner = " AND d.owner_id = :scope_owner" if source.scope.owner is not None else ""
    conditions = source.scope.conditions("interaction", "i")
    touch = touches_sql(source.book.zone, source.book.today, conditions)
    found = {
        row["outcome"]: row
        for row in source.rows(
            "deal_touches",
            {"scope": owner, "touch": touch},
            period.dates(),
        )
    }
    rows: list[Row] = []
    for outcome in ("won", "lost"):
        row = found.get(outcome)
        if row:
            means = [mean(row["total"], row["n"]), mean(row["middle"], row["middles"])]
            rows.append([outcome, row["n"], row["total"], *means, row["untouched"], thin(row["n"])])
    return Table(columns, rows, title="Touches per deal closed", noun="closed deal")


def _contacts(source: Source, days: int, limit: int) -> dict[str, Table]:
    quiet_since = source.book.today - timedelta(days=days)
    params = {"quiet_moment": day_start(quiet_since, source.book.zone)}
    parts = {
        "scope": source.scope.contacts(),
        "limit": f" LIMIT {int(limit)}" if limit else "",
    }
    found = source.tuples("contacts", parts, params)
    counts = [int(count or 0) for count in found[0][:4]] if found else [0, 0, 0, 0]
    summary = Table(
        [
            Column("contacts", "integer"),
            Column("touched", "integer", title=f"touched in the last {counted(days, 'day')}"),
            Column("quiet", "integer", title="quiet for longer"),
            Column("never", "integer", title="never touched"),
        ],
        [counts] if counts[0] else [],
        title="Contacts now",
        noun="contact",
    )
    quiet = Table(
        [
            Column("ref", title="id"),
            Column("name"),
            Column("company"),
            Column("owner"),
            Column("last_interaction", "datetime"),
            Column("days", "integer"),
        ],
        _quiet_rows(source.book, found),
        title=f"Contacts without a touch for more than {counted(days, 'day')}",
        noun="contact",
        total=sum(counts[2:]),
    )
    return {"contacts": summary, "quiet": quiet}


def _quiet_rows(book: Book, found: list[tuple[Any, ...]]) -> list[Row]:
    ends: dict[str, tuple[str, str, int]] = {}

    def ago(moment: str) -> int:
        # To convert each to the zone takes as long as the SQL when there are a million.
        name = moment[:10]
        if name not in ends:
            day = date.fromisoformat(name)
            first, last = day_start(day, book.zone), day_start(day + ONE_DAY, book.zone)
            ends[name] = (first, last, (book.today - day).days)
        first, last, days = ends[name]
        return days + 1 if moment < first else days - 1 if moment >= last else days

    return [
        [reference("contact", id), name, company, owner, last, ago(last) if last else None]
        for *_, id, name, company, owner, last in found
        if id is not None
    ]


def _follow_ups(source: Source, period: Period) -> Table:
    columns = [
        Column("user", unknown="(nobody)"),
        Column("due", "integer"),
        Column("on_time", "integer"),
        Column("late", "integer", title="done late"),
        Column("overdue", "integer", title="not done"),
        Column("to_come", "integer", title="still to come"),
        Column("rate", "percent", title="on time"),
        THIN_COLUMN,
    ]
    ends: dict[str, str] = {}
    found: dict[Any, list[int]] = {}
    for row in source.rows("follow_ups", {"scope": source.scope.tasks()}, period.dates()):
        due = row["due_on"]
        if due not in ends:
            ends[due] = day_start(date.fromisoformat(due) + ONE_DAY, source.book.zone)
        counts = found.setdefault(row["assignee_id"], [0, 0, 0, 0])
        counts[_judge(row["done_at"], ends[due], due >= source.book.today.isoformat())] += 1
    rows: list[Row] = [
        _follow_up_row(name, counts)
        for name, counts in sorted(
            ((source.user(id), counts) for id, counts in found.items()),
            key=lambda pair: (pair[0] is None, pair[0] or ""),
        )
    ]
    table = Table(columns, rows, title="Follow-ups due", noun="follow-up")
    if len(rows) > 1:
        sums = [sum(counts[place] for counts in found.values()) for place in range(4)]
        table.footer = _follow_up_row("total", sums)
    return table


def _judge(done_at: str | None, end: str, to_come: bool) -> int:
    """Done on time (0), done late (1), overdue (2), or still to come (3)."""
    if done_at is not None:
        return 0 if done_at < end else 1
    return 3 if to_come else 2


def _follow_up_row(name: str | None, counts: list[int]) -> Row:
    """The share on time is among those that are done or past their day."""
    judged = sum(counts[:3])
    return [name, sum(counts), *counts, rate(counts[0], judged), thin(judged)]


def _undated(source: Source) -> list[str]:
    found = source.rows("undated", {"scope": source.scope.interactions()}, {})
    count = count_of(found[0] if found else None, "interactions")
    return [f"{counted(count, 'interaction')} of an unknown time: in no period"] if count else []
