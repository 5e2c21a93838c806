"""The tables of the weekly report: this week, the week before, and the change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.reports.compare import difference
from crm_cli.reports.figures import THIN_COLUMN, bars, count_of, money, thin, weighted
from crm_cli.reports.periods import ONE_DAY, Period
from crm_cli.tables import Column, Kind, Row, Table
from crm_cli.values.dates import local_day, show_date
from crm_cli.values.money import Money
from crm_cli.values.percents import WHOLE
from crm_cli.values.plurals import counted
from crm_cli.values.references import reference
from crm_cli.views import items

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Rows
    from crm_cli.reports.weekly_figures import Figures


class Names(NamedTuple):
    """The names of the two weeks, the one currency of all amounts (None: several), and all."""

    week: str
    before: str
    only: str | None
    currencies: list[str]

    def columns(self, kind: Kind, *more: Column, places: int | None = None) -> list[Column]:
        """The columns of a table of figures of this kind."""
        key = "currency" if kind == "money" else ""
        return [
            Column("what", title=" "),
            *more,
            Column("week", kind, self.week[5:], currency_name=key, places=places),
            Column("before", kind, self.before[5:], currency_name=key, places=places),
            Column("change", kind, currency_name=key, places=places),
        ]


def _against(columns: list[Column], what: str, now: Any, before: Any, *more: Any) -> Row:
    """A row of figures with their change."""
    return [what, *more, now, before, difference(columns[-1], now, before)]


_HAPPENED = (("won", "won"), ("lost", "lost"), ("fresh", "new"))


def deals(names: Names, now: Figures, earlier: Figures) -> Table:
    """How many deals were won, lost and new."""
    columns = names.columns("integer")
    rows = [
        _against(columns, word, now.deals(part), earlier.deals(part)) for part, word in _HAPPENED
    ]
    return Table(columns, rows, title="Deals won, lost and new", noun="deal")


def amounts(names: Names, now: Figures, earlier: Figures) -> Table:
    """The amounts of the deals won, lost and new, by currency."""
    columns = names.columns("money")
    rows = [
        _against(
            columns,
            word,
            Money(now.of(part, code, names.only)[1], code),
            Money(earlier.of(part, code, names.only)[1], code),
        )
        for part, word in _HAPPENED
        for code in names.currencies
    ]
    return Table(columns, rows, title="Their amounts", noun="deal")


_MOVED = (
    ("opening", "open at the start", 1),
    ("fresh", "new", 1),
    ("reopened", "reopened", 1),
    ("won", "won", -1),
    ("lost", "lost", -1),
    ("rest", "dates that contradict each other", 1),
    ("closing", "open at the end", 1),
)
_RARE = ("reopened", "rest")
_STEPS = (("moved_on", "moved on", 1), ("moved_back", "moved back", 1))


def pipeline(names: Names, now: Figures, earlier: Figures) -> Table:
    """The open deals at the start of the week, what moved them, and at its end; it adds up."""
    parts = [part for part in _MOVED if part[0] not in _RARE or _some(part[0], now, earlier)]
    table = _flow(names, now, earlier, parts)
    table.title = "The pipeline and what moved it"
    table.columns.append(Column("bar", "bar", title=" "))
    lengths = bars(
        abs(row[3].minor) if names.only and row[1] == names.only else None for row in table.rows
    )
    table.rows = [[*row, length] for row, length in zip(table.rows, lengths, strict=True)]
    return table


def _some(part: str, *weeks: Figures) -> bool:
    return any(sums != (0, 0) for week in weeks for sums in week.parts.get(part, {}).values())


def stage_moves(names: Names, now: Figures, earlier: Figures) -> Table:
    """The open deals that the week took to a later or an earlier stage."""
    table = _flow(names, now, earlier, list(_STEPS))
    table.title = "Moved between stages"
    return table


def _flow(names: Names, now: Figures, earlier: Figures, parts: list[tuple[str, str, int]]) -> Table:
    several = names.only is None
    rows: list[Row] = []
    for part, word, sign in parts:
        for code in [*names.currencies, *([None] if several else [])]:
            sums = [each.of(part, code, names.only) for each in (now, earlier)]
            if code is None and not any(count for count, _ in sums):
                continue
            cells: Row = [
                cell
                for count, amount in sums
                for cell in (sign * count, money(sign * amount, code))
            ]
            rows.append([word, code, *cells])
    columns = [
        Column("part", title=" "),
        Column("currency", shown=False),
        Column("deals", "integer"),
        Column("amount", "money", currency_name="currency"),
        Column("deals_before", "integer", f"deals {names.before[5:]}"),
        Column("amount_before", "money", f"amount {names.before[5:]}", currency_name="currency"),
    ]
    return Table(columns, rows, noun="deal")


def closings(names: Names, rows: Rows, limit: int) -> Table:
    """The deals that are expected to close in the week that follows, and their sum."""
    listed = rows[:limit] if limit else rows
    table = Table(
        [
            Column("ref", title="id"),
            Column("deal"),
            Column("who"),
            Column("owner"),
            Column("stage", shown=any(row["outcome"] != "open" for row in listed)),
            Column("expected_close", "date", "closes"),
            Column("amount", "money", currency_name="currency"),
            Column("likelihood", "percent", shown=False, places=2),
            Column("weighted", "money", currency_name="currency", shown=False),
        ],
        [_closing(row) for row in listed],
        title="Closings expected in the week that follows",
        noun="deal",
        total=len(rows),
    )
    if rows and names.only:
        priced = [row for row in rows if row["money"] and row["money"].currency == names.only]
        amount = sum(row["money"].minor for row in priced)
        likely = sum(_weighted(row).minor for row in priced)
        sums = [money(amount, names.only), None, money(likely, names.only)]
        table.footer = [None, counted(len(rows), "deal"), None, None, None, None, *sums]
    return table


def _closing(row: Mapping[str, Any]) -> Row:
    who = row["company"] or next(iter(items(row["contacts"])), None)
    priced = row["money"] is not None
    return [
        reference("deal", row["id"]),
        row["title"],
        who,
        row["owner"],
        row["stage"],
        row["expected_close"],
        row["money"],
        row["likelihood"] / WHOLE,
        _weighted(row) if priced else None,
    ]


def _weighted(row: Mapping[str, Any]) -> Money:
    amount: Money = row["money"]
    return Money(weighted(amount.minor, row["likelihood"]), amount.currency)


def follow_ups(names: Names, now: Figures, earlier: Figures) -> Table:
    """The follow-ups done and overdue."""
    columns = names.columns("integer")
    rows = [
        _against(columns, word, now.counts[key], earlier.counts[key])
        for key, word in (("done", "done"), ("overdue", "overdue at the end of the week"))
    ]
    rows.append(["overdue now", now.counts["overdue_now"], None, None])
    return Table(columns, rows, title="Follow-ups", noun="follow-up")


def tickets(names: Names, now: Figures, earlier: Figures) -> Table:
    """The tickets opened and resolved, and the backlog."""
    columns = names.columns("integer")
    words = (
        ("opened", "opened"),
        ("resolved", "resolved"),
        ("backlog", "backlog at the end of the week"),
    )
    rows = [_against(columns, word, now.counts[key], earlier.counts[key]) for key, word in words]
    return Table(columns, rows, title="Tickets", noun="ticket")


def csat(names: Names, now: Figures, earlier: Figures) -> Table:
    """CSAT: the share of ratings of 4 or 5 (see the satisfaction report)."""
    columns = [*names.columns("percent"), *_SAMPLE]
    scores = now.answers.csat(), earlier.answers.csat()
    counts = now.answers.count("csat"), earlier.answers.count("csat")
    return _satisfaction(columns, "CSAT", scores, counts)


def nps(names: Names, now: Figures, earlier: Figures) -> Table:
    """NPS in points, with its 95 % margin (see the satisfaction report)."""
    margin = Column("margin", "number", "± 95 %", places=1)
    columns = [*names.columns("number", places=1), *_SAMPLE, margin]
    scores = now.answers.nps(), earlier.answers.nps()
    counts = now.answers.count("nps"), earlier.answers.count("nps")
    return _satisfaction(columns, "NPS", scores, counts, now.answers.margin())


_SAMPLE = [Column("n", "integer"), Column("n_before", "integer", shown=False), THIN_COLUMN]


def _satisfaction(
    columns: list[Column],
    word: str,
    scores: tuple[float | None, float | None],
    counts: tuple[int, int],
    *more: Any,
) -> Table:
    change = difference(columns[3], *scores)
    row: Row = [word, *scores, change, *counts, thin(counts[0]), *more]
    return Table(columns, [row], title=f"{word}, the last 90 days", noun="answer")


def quiet(names: Names, now: Figures) -> Table:
    """How many customers have gone quiet."""
    columns = names.columns("integer")
    first = now.quiet[0] if now.quiet else None
    rows = [
        _against(columns, "quiet", count_of(first, "n"), count_of(first, "n_before")),
        ["gone quiet in the week", count_of(first, "n_fresh"), None, None],
    ]
    return Table(columns, rows, title="Customers gone quiet", noun="customer")


def quiet_customers(book: Book, week: Period, now: Figures) -> Table:
    """The customers who are quiet, those who became so in the week first."""
    rows = [_silent(book, week, row) for row in now.quiet if row["customer"] is not None]
    return Table(
        [
            Column("ref", title="id"),
            Column("customer"),
            Column("owner"),
            Column("silent", "integer", "days silent"),
            Column("last_contact", "date"),
            Column("last_purchase", "date"),
            Column("since", title=" "),
        ],
        rows,
        title="Who they are",
        noun="customer",
        total=count_of(now.quiet[0] if now.quiet else None, "n"),
        note=f"quiet: no interaction and no purchase for more than {book.quiet_days} days",
    )


def _silent(book: Book, week: Period, row: Mapping[str, Any]) -> Row:
    key = row["customer"]
    ref = reference("company", key) if key > 0 else reference("contact", -key)
    talked = local_day(row["talked"], book.zone).isoformat() if row["talked"] else None
    last = date.fromisoformat(max(talked or "", row["bought"]))
    since = last + ONE_DAY * (book.quiet_days + 1)
    word = f"since {show_date(since)}" if row["fresh"] else None
    return [ref, row["name"], row["owner"], (week.last - last).days, talked, row["bought"], word]
