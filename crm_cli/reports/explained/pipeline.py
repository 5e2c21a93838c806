"""What stands behind the pipeline report: every open deal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crm_cli.reports import fill, statements
from crm_cli.reports.explained import Explanation, Prices, yes
from crm_cli.reports.figures import weighted
from crm_cli.reports.grouping import group_column, grouping, section_of
from crm_cli.tables import Column, Row, Table
from crm_cli.values.dates import local_day
from crm_cli.values.money import Money
from crm_cli.values.percents import percent_number
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.reports.scope import Scope

_COUNTS = {
    "deals": "open deals that are not deleted: the rows of open_deals",
    "amount": "the sum of amount, each rounded half-up to the minor unit when converted",
    "weighted": "the sum of weighted: amount × likelihood / 100, rounded half-up to the minor unit;"
    " the likelihood is the deal's own probability, else its stage's",
}
_AGES = {
    "mean_days": "the sum of days / the deals with a known day, to four decimals; days are those"
    " since the deal came into its stage",
    "mean_days_n": "the deals with a known day",
    "stale": "the deals with stale = yes: opening, last move and last touch are all longer ago"
    " than the setting stale_days",
    "past_close": "the deals with past_close = yes: expected to close before today",
}


def explain(reader: Reader, book: Book, options: Any, scope: Scope) -> Explanation:
    """The open deals with their likelihood and their ages."""
    by = grouping(reader, options.by) if options.by else None
    parts = {"scope": scope.deals(), **({"by": by.key} if by else {})}
    deals = reader.rows(fill(statements("pipeline")["deals"], parts), scope.params)
    prices = Prices.of(reader, scope)
    columns, rows = _columns(prices), [_row(book, prices, found) for found in deals]
    by_currency = {**_COUNTS, "deals": "open deals with an amount in the currency"}
    grouped = {}
    if by:
        what = "open deals of the group with an amount in the currency, or with none"
        grouped[section_of(by)] = {**_COUNTS, "deals": what}
        group, names = group_column(by), by.names(reader)
        if group.name not in [column.name for column in columns]:
            columns.append(group._replace(shown=False))
            keys = (found["key"] for found in deals)
            rows = [[*row, names.get(key, key)] for row, key in zip(rows, keys, strict=True)]
    return Explanation(
        formulas={
            **grouped,
            "stages": {
                **_COUNTS,
                "without_amount": "the deals without an amount",
                **_AGES,
            },
            "attention": {"deals": _COUNTS["deals"], **_AGES},
            "currencies": by_currency,
            "stages_by_currency": by_currency,
        },
        records={"open_deals": Table(columns, rows, title="Open deals", noun="deal")},
        notes=[f"stale_days is {book.stale_days}; today is {book.today} in {book.zone}"],
    )


def _columns(prices: Prices) -> list[Column]:
    return [
        Column("ref", title="id"),
        Column("title"),
        Column("company", shown=False),
        Column("owner", shown=False),
        Column("pipeline", shown=False),
        Column("stage"),
        *prices.columns(),
        Column("likelihood", "number", title="%"),
        Column("weighted", "money", currency_name="currency"),
        Column("since", "date", title="in stage since", shown=False),
        Column("days", "integer", title="days in stage"),
        Column("opened_at", "date", shown=False),
        Column("last_touch", "date", shown=False),
        Column("stale"),
        Column("expected_close", "date"),
        Column("past_close", title="past", shown=False),
    ]


def _row(book: Book, prices: Prices, found: dict[str, Any]) -> Row:
    today = book.today.isoformat()
    cells = prices.cells(found["amount_minor"], found["currency"], today)
    own = found["probability"]
    likelihood = found["of_stage"] if own is None else own
    amount = cells[0]
    part = amount and Money(weighted(amount.minor, likelihood), amount.currency)
    since, touched = found["since"], found["last_touch"]
    last_touch = local_day(touched, book.zone).isoformat() if touched else None
    return [
        reference("deal", found["id"]),
        found["title"],
        found["company"],
        found["owner"],
        found["pipeline"],
        found["stage"],
        *cells,
        percent_number(likelihood),
        part,
        since,
        (book.today - date.fromisoformat(since)).days if since else None,
        found["opened_at"],
        last_touch,
        _stale(book, [since, found["opened_at"], last_touch]),
        found["expected_close"],
        yes(found["expected_close"] is not None and found["expected_close"] < today),
    ]


def _stale(book: Book, days: list[str | None]) -> str:
    known = [day for day in days if day]
    if not known:
        return "unknown"
    return yes(max(known) < (book.today - timedelta(days=book.stale_days)).isoformat())
