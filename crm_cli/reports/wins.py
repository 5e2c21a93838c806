"""What was won and lost in a period, how long it took, by whom or what, and after which touches.

Sections: `closed` (won, lost, win rate), `value` (by currency), `days` (from opened to closed, won
and lost), `by_OWNER` (or whatever --by names, the best first), `won_had` (touches and channels of
the won ones) and `channels`. In several currencies the values of the groups are in
`by_OWNER_value`. With --compare each row comes three times: now, before, change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm_cli.reports import fill, option, statements
from crm_cli.reports import wins_tables as tables
from crm_cli.reports.compare import cut_groups, stacked
from crm_cli.reports.figures import apart, count_of, one_currency
from crm_cli.reports.grouping import Grouping, grouping, section_of
from crm_cli.reports.touches import touches_sql
from crm_cli.reports.wins_tables import Figures
from crm_cli.tables import Report, Table
from crm_cli.values.money import Money
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.periods import Period
    from crm_cli.reports.scope import Scope
    from crm_cli.services.rates import Rates

HELP = "Won and lost in a period: win rate, value, days to close, by owner or anything else."
KIND = "period"
DEFAULT = "12m"
NOUN = "deal"
SCOPE = ("owner", "where", "tag", "pipeline", "currency")
EXAMPLES = (
    "crm report wins --period 2026-Q3 --compare",
    "crm report wins --period 2026 --by source --currency EUR",
)

_WHOLE = Grouping("", "'all'")


@dataclass(frozen=True, slots=True)
class Options:
    """What the won and lost deals are grouped by."""

    by: str = option(
        "owner",
        "owner, company, source, campaign, reason, competitor, region, month, a field, owner.role.",
        metavar="FIELD",
    )
    limit: int | None = option(None, "How many groups to show; 0 for all.", metavar="N")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures come from: runs the statements of the report for a period."""

    reader: Reader
    book: Book
    scope: Scope
    rates: Rates | None

    def rows(self, statement: str, period: Period, by: Grouping = _WHOLE) -> Rows:
        """The rows of a statement."""
        parts = {"by": by.key, "scope": self.scope.deals()}
        parts["touch"] = touches_sql(self.book.zone, self.book.today)
        sql = fill(statements("wins")[statement], parts)
        return self.reader.rows(sql, {**period.dates(), **self.scope.params})

    def figures(self, period: Period, by: Grouping = _WHOLE) -> Figures:
        """All figures of a period, by the keys of a grouping."""
        found = Figures({row["key"]: row for row in self.rows("counts", period, by)})
        priced = (
            _converted(self.rows("records", period, by), self.rates)
            if self.rates
            else self.rows("amounts", period, by)
        )
        for row in priced:
            found.amounts.setdefault(row["key"], {})[row["currency"]] = row
        for row in self.rows("days", period, by):
            found.days.setdefault(row["key"], {})[row["outcome"]] = row
        if by is _WHOLE and found.counts:
            found.touches = self.rows("touches", period)
            found.channels = self.rows("channels", period)
        return found


def _converted(rows: Rows, rates: Rates) -> Rows:
    """What the statement `amounts` would give, had all that has a rate been in the one currency
    from the start.
    """
    by_key: dict[tuple[Any, str], list[int]] = {}
    for row in rows:
        amount = rates.convert(Money(row["amount_minor"], row["currency"]), row["closed_at"])
        by_key.setdefault((row["key"], amount.currency), []).append(amount.minor)
    found = []
    for (key, currency), amounts in by_key.items():
        amounts.sort()
        n = len(amounts)
        middle = amounts[(n - 1) // 2 : n // 2 + 1]
        found.append(
            {
                "key": key,
                "currency": currency,
                "n": n,
                "total": sum(amounts),
                "middle": sum(middle),
                "middles": len(middle),
            }
        )
    return found


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """The deals closed in the period. Raises UsageError for an unknown --by."""
    by = grouping(reader, options.by)
    rates: Rates | None = None
    if scope.currency:
        from crm_cli.services.rates import Rates

        rates = Rates(reader, scope.currency)
    source = Source(reader, book, scope, rates)
    whole = source.figures(scope.period)
    earlier = source.figures(scope.before) if scope.before else None
    found = [code for each in (whole, earlier) if each for code in each.amounts.get("all", {})]
    only, currencies = one_currency(found, scope.currency, book.currency)
    sections = _sections(source, scope.period, whole, by, only, currencies)
    if scope.before and earlier:
        others = _sections(source, scope.before, earlier, by, only, currencies)
        sections = {
            name: stacked(
                table,
                others[name],
                tables.KEYS.get(name, tables.group_keys(table)),
                tuple(column.name for column in table.columns if column.name == "won_value"),
            )
            for name, table in sections.items()
        }
    cut_groups(sections, options.limit or 0, 3 if scope.before else 1)
    counts = whole.counts.get("all")
    closed = count_of(counts, "won") + count_of(counts, "lost")
    return Report(
        name="wins",
        title=" · ".join(["Won and lost", *scope.words]),
        period=(scope.period.first.isoformat(), scope.period.last.isoformat()),
        zone=str(book.zone),
        currency=only or book.currency,
        sections=sections,
        records=closed,
        notes=_notes(source, scope, whole, only, currencies, book),
        hint="" if closed else _hint(source),
    )


def _hint(source: Source) -> str:
    rows = source.rows("latest", source.scope.period)
    day = rows[0]["day"] if rows else None
    if day is None:
        return source.scope.hint("no deal was won or lost yet: crm deal win D1 closes one")
    return f"nothing was won or lost in this time, the last on {day}: --period {day[:4]}"


def _sections(
    source: Source,
    period: Period,
    whole: Figures,
    by: Grouping,
    only: str | None,
    currencies: list[str],
) -> dict[str, Table]:
    groups = source.figures(period, by)
    names = by.names(source.reader) if groups.counts else {}
    section = section_of(by)
    sections = {
        "closed": tables.closed(whole),
        "value": tables.value(whole, currencies),
        "days": tables.days(whole),
        section: tables.groups(groups, by, names, only),
    }
    if len(currencies) > 1:
        sections[section + "_value"] = tables.group_values(groups, by, names, currencies)
    return sections | {"won_had": tables.won_had(whole), "channels": tables.channels(whole)}


def _notes(
    source: Source,
    scope: Scope,
    whole: Figures,
    only: str | None,
    currencies: list[str],
    book: Book,
) -> list[str]:
    notes = [f"compared with {scope.before}"] if scope.before else []
    notes += source.rates.notes() if source.rates else []
    notes += apart(only, currencies, book.currency)
    missing = count_of(whole.counts.get("all"), "without_amount")
    if missing:
        notes.append(
            f"{counted(missing, 'won deal')} without an amount: not in value, mean, median"
        )
    days = whole.days.get("all", {}).values()
    backwards = sum(row["backwards"] for row in days)
    unknown = sum(row["left_out"] for row in days) - backwards
    if unknown:
        notes.append(f"{counted(unknown, 'deal')} opened on an unknown day: left out of the days")
    if backwards:
        notes.append(f"{counted(backwards, 'deal')} opened after closing: left out of the days")
    rows = source.rows("undated", scope.period)
    undated = count_of(rows[0] if rows else None, "deals")
    if undated:
        notes.append(f"{counted(undated, 'deal')} closed on an unknown day: in no period")
    return notes
