"""The open deals by stage: how many, how much, how likely, and which of them need attention.

Sections: `stages`, a row for each stage with all figures (data formats; people see how much);
`attention`, the part of it on age; and where the amounts are in several currencies `currencies`
and `stages_by_currency`, since unlike currencies are never added. The totals are the footers.
--by adds `by_OWNER` (or whatever it names): a row for each group and currency, the largest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crm_cli.reports import fill, option, statements
from crm_cli.reports.figures import (
    THIN_COLUMN,
    apart,
    bars,
    julian,
    mean,
    money,
    one_currency,
    thin,
    weighted,
)
from crm_cli.reports.grouping import Grouping, group_column, grouping, section_of
from crm_cli.tables import Column, Report, Row, Table
from crm_cli.values.dates import day_start
from crm_cli.values.money import Money
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.scope import Scope
    from crm_cli.services.rates import Rates

HELP = "Open deals by stage: how many, how much, weighted, stale, past their expected close."
KIND = "state"
DEFAULT = ""
NOUN = "deal"
SCOPE = ("owner", "where", "tag", "pipeline", "currency")
EXAMPLES = (
    "crm report pipeline",
    "crm report pipeline --by company.industry",
    "crm report pipeline --owner amy --currency EUR --format md",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the open deals are grouped by, besides their stages."""

    by: str | None = option(
        None,
        "Also by owner, company, source, a field, or company.industry, owner.role …",
        metavar="FIELD",
    )


@dataclass(slots=True)
class Counts:
    """What is counted of some open deals; `days` is the sum over the `dated` ones."""

    deals: int = 0
    without_amount: int = 0
    dated: int = 0
    days: float = 0
    stale: int = 0
    unknown: int = 0
    past_close: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Add the counts of a row."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + (row[name] or 0))


@dataclass(slots=True)
class Amounts:
    """The sums of some deals of one currency, in its minor units."""

    deals: int = 0
    amount: int = 0
    weighted: int = 0

    def add(self, deals: int, amount: int, weighted: int) -> None:
        """Add the sums of some deals."""
        self.deals += deals
        self.amount += amount
        self.weighted += weighted


@dataclass(slots=True)
class Figures:
    """All figures: counts by stage, and amounts by stage and currency."""

    counts: dict[int, Counts] = field(default_factory=dict)
    amounts: dict[int, dict[str, Amounts]] = field(default_factory=dict)

    def add_amount(self, stage: int, currency: str, *sums: int) -> None:
        """Add sums to those of a stage and currency."""
        self.amounts.setdefault(stage, {}).setdefault(currency, Amounts()).add(*sums)

    def total(self) -> Counts:
        """The counts of all stages."""
        found = Counts()
        for counts in self.counts.values():
            found.add({name: getattr(counts, name) for name in Counts.__slots__})
        return found

    def total_amount(self, currency: str | None) -> Amounts:
        """The sums of all stages in a currency."""
        found = Amounts()
        for by_currency in self.amounts.values():
            part = by_currency.get(currency or "")
            if part:
                found.add(part.deals, part.amount, part.weighted)
        return found


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """The open deals of this moment."""
    sql = statements("pipeline")
    quiet_since = book.today - timedelta(days=book.stale_days)
    params = {
        "today": book.today.isoformat(),
        "today_julian": julian(book.today),
        "stale_day": quiet_since.isoformat(),
        "stale_moment": day_start(quiet_since, book.zone),
    }
    narrowed = {"scope": scope.deals()}
    rows = reader.rows(fill(sql["stages"], narrowed), {**params, **scope.params})
    figures = Figures()
    for row in rows:
        figures.counts.setdefault(row["stage_id"], Counts()).add(row)
        if row["currency"] and not scope.currency:
            figures.add_amount(
                row["stage_id"], row["currency"], row["deals"], row["amount"], row["weighted"]
            )
    rates: Rates | None = None
    if scope.currency:
        from crm_cli.services.rates import Rates

        rates = Rates(reader, scope.currency)
        priced = reader.rows(fill(sql["amounts"], narrowed), scope.params)
        _convert(figures, priced, rates, book.today.isoformat())
    stages = _shown(reader.rows(sql["process"]), figures, scope.pipeline) if rows else []
    by = _groups(reader, scope, grouping(reader, options.by), rates) if options.by else {}
    return _report(book, scope, figures, stages, by, rates.notes() if rates else [])


def _groups(reader: Reader, scope: Scope, by: Grouping, rates: Rates | None) -> dict[str, Table]:
    """The section by another thing than the stage."""
    groups: dict[tuple[Any, str | None], Amounts] = {}
    parts = {"by": by.key, "scope": scope.deals()}
    for row in reader.rows(fill(statements("pipeline")["groups"], parts), scope.params):
        amount = money(row["amount_minor"], row["currency"])
        if amount and rates:
            amount = rates.convert(amount, scope.period.last)
        part = weighted(amount.minor, row["likelihood"]) if amount else 0
        found = groups.setdefault((row["key"], amount and amount.currency), Amounts())
        found.add(row["deals"], (amount.minor if amount else 0) * row["deals"], part * row["deals"])
    names = by.names(reader) if groups else {}
    rows: list[Row] = []
    ordered = sorted(groups.items(), key=lambda pair: (-pair[1].amount, str(pair[0])))
    for (key, code), sums in ordered:
        id = key if by.names_sql else None
        amounts = [money(sums.amount, code), money(sums.weighted, code)]
        rows.append([names.get(key, key), id, sums.deals, *amounts])
    columns = [
        group_column(by),
        Column("key", "integer", shown=False),
        Column("deals", "integer"),
        Column("amount", "money", currency_name="currency"),
        Column("weighted", "money", currency_name="currency"),
    ]
    title = f"Open deals by {by.name}"
    return {section_of(by): Table(columns, rows, title=title, noun="open deal")}


def _convert(figures: Figures, rows: Rows, rates: Rates, today: str) -> None:
    """Add the amounts, in the one currency where there is a rate: each deal's converted and
    rounded, then weighted.
    """
    for row in rows:
        amount = rates.convert(Money(row["amount_minor"], row["currency"]), today)
        part = weighted(amount.minor, row["likelihood"])
        count = row["deals"]
        sums = count, amount.minor * count, part * count
        figures.add_amount(row["stage_id"], amount.currency, *sums)


def _shown(stages: Rows, figures: Figures, pipeline: int | None) -> Rows:
    """The stages to show: those with deals, and the empty ones between them."""
    used = {stage["pipeline_id"] for stage in stages if stage["id"] in figures.counts}
    return [
        stage
        for stage in stages
        if stage["id"] in figures.counts
        or (stage["pipeline_id"] in used | {pipeline} and not stage["deleted_at"])
    ]


def _report(
    book: Book,
    scope: Scope,
    figures: Figures,
    stages: Rows,
    by: dict[str, Table],
    notes: list[str],
) -> Report:
    found = [code for amounts in figures.amounts.values() for code in amounts]
    only, currencies = one_currency(found, scope.currency, book.currency)
    table = _stages(book, figures, stages, only)
    sections = {"stages": table, **by, "attention": _attention(table, book)}
    if len(currencies) > 1:
        sections["currencies"] = _currencies(figures, currencies)
        sections["stages_by_currency"] = _by_currency(figures, stages, currencies)
    total = figures.total()
    return Report(
        name="pipeline",
        title=" · ".join(["Pipeline", *scope.words]),
        period=(book.today.isoformat(), book.today.isoformat()),
        zone=str(book.zone),
        currency=only or book.currency,
        sections=sections,
        records=total.deals,
        notes=[*notes, *_notes(total, only, currencies, book)],
        hint=scope.hint("no open deals: crm deal add makes one") if not total.deals else "",
    )


_COLUMNS = [
    Column("pipeline", shown=False),
    Column("stage"),
    Column("deals", "integer"),
    Column("amount", "money", currency_name="currency"),
    Column("weighted", "money", currency_name="currency"),
    Column("without_amount", "integer", title="no amount"),
    Column("mean_days", "number", title="mean days in stage", shown=False, places=1),
    Column("mean_days_n", "integer", shown=False),
    THIN_COLUMN._replace(shown=False),
    Column("stale", "integer", shown=False),
    Column("past_close", "integer", title="past expected close", shown=False),
    Column("bar", "bar", title=" "),
]
_ATTENTION = ("pipeline", "stage", "deals", "mean_days", "thin", "stale", "past_close")


def _stages(book: Book, figures: Figures, stages: Rows, only: str | None) -> Table:
    several = len({stage["pipeline_id"] for stage in stages}) > 1
    rows: list[Row] = []
    sums = [figures.amounts.get(stage["id"], {}).get(only or "", Amounts()) for stage in stages]
    lengths = bars(amounts.amount if only else None for amounts in sums)
    for stage, amounts, length in zip(stages, sums, lengths, strict=True):
        counts = figures.counts.get(stage["id"], Counts())
        rows.append([stage["pipeline"], stage["name"], *_cells(counts, amounts, only), length])
    table = Table(
        [_shown_if(column, several, only) for column in _COLUMNS],
        rows,
        title="Open deals by stage",
        noun="open deal",
    )
    if rows:
        total = figures.total()
        table.footer = [
            None, "total", *_cells(total, figures.total_amount(only), only), None
        ]  # fmt: skip
    return table


def _shown_if(column: Column, several: bool, only: str | None) -> Column:
    """The column, shown where it has something to say."""
    if column.name == "pipeline" and several:
        return column._replace(shown=True)
    if column.name in ("amount", "weighted", "bar") and only is None:
        return column._replace(shown=False)
    return column


def _cells(counts: Counts, amounts: Amounts, only: str | None) -> Row:
    days = mean(counts.days, counts.dated)
    return [
        counts.deals,
        money(amounts.amount, only),
        money(amounts.weighted, only),
        counts.without_amount,
        days,
        counts.dated,
        thin(counts.dated),
        counts.stale,
        counts.past_close,
    ]


def _attention(table: Table, book: Book) -> Table:
    """The columns on age of the table of stages, as a table for people."""
    places = [table.column(name) for name in _ATTENTION]
    columns = [
        table.columns[place]._replace(shown=table.columns[place].name != "pipeline" or
                table.columns[place].shown)
        for place in places
    ]  # fmt: skip
    return Table(
        columns,
        [[row[place] for place in places] for row in table.rows],
        title="What needs attention",
        noun="open deal",
        note=f"stale: no interaction and no move for more than {book.stale_days} days",
        footer=[table.footer[place] for place in places] if table.footer is not None else None,
    )


def _currencies(figures: Figures, currencies: list[str]) -> Table:
    rows: list[Row] = []
    for code in currencies:
        sums = figures.total_amount(code)
        rows.append([code, sums.deals, money(sums.amount, code), money(sums.weighted, code)])
    return Table(
        [
            Column("currency"),
            Column("deals", "integer"),
            Column("amount", "money", currency_name="currency"),
            Column("weighted", "money", currency_name="currency"),
        ],
        rows,
        title="By currency",
        noun="open deal",
    )


def _by_currency(figures: Figures, stages: Rows, currencies: list[str]) -> Table:
    several = len({stage["pipeline_id"] for stage in stages}) > 1
    rows: list[Row] = []
    for code in currencies:
        for stage in stages:
            sums = figures.amounts.get(stage["id"], {}).get(code)
            if sums:
                cells = [money(sums.amount, code), money(sums.weighted, code)]
                rows.append([stage["pipeline"], stage["name"], code, sums.deals, *cells])
    return Table(
        [
            Column("pipeline", shown=several),
            Column("stage"),
            Column("currency", shown=False),
            Column("deals", "integer"),
            Column("amount", "money", currency_name="currency"),
            Column("weighted", "money", currency_name="currency"),
        ],
        rows,
        title="By stage and currency",
        noun="open deal",
    )


def _notes(total: Counts, only: str | None, currencies: list[str], book: Book) -> list[str]:
    notes = apart(only, currencies, book.currency)
    if total.deals > total.dated:
        count = counted(total.deals - total.dated, "deal")
        notes.append(f"{count} came into the stage on an unknown day: left out of the mean days")
    if total.unknown:
        count = counted(total.unknown, "deal")
        notes.append(f"{count} with no date of anything: not known whether stale")
    return notes
