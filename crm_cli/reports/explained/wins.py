"""What stands behind the wins report: every deal closed in the period, and its interactions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crm_cli.reports.explained import Explanation, Prices, yes
from crm_cli.reports.figures import money
from crm_cli.reports.grouping import group_column, grouping, section_of
from crm_cli.reports.wins import Source
from crm_cli.tables import Column, Row, Table
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.scope import Scope

_COUNTS = {
    "won": "the deals with outcome won",
    "lost": "the deals with outcome lost",
    "win_rate": "won / (won + lost)",
    "closed": "won + lost",
}
_VALUE = {
    "deals": "the won deals with an amount in the currency",
    "won_value": "the sum of amount of the won deals, each rounded half-up to the minor unit when"
    " converted, at the rate of its closing day",
    "mean": "won value / the won deals with an amount, rounded half-up",
    "median": "the middle amount of the won deals, or the mean of the two in the middle",
}
_DAYS = {
    "mean_days": "the sum of days of the won deals / those with days, from opened to closed",
    "median_days": "the middle of the days of the won deals, or the mean of the two in the middle",
}
_GROUPS = {
    **{name: _COUNTS[name] for name in ("won", "lost", "win_rate")},
    **{name: _VALUE[name] for name in ("won_value", "mean", "median")},
    **_DAYS,
    "mean_days_lost": "the sum of days of the lost deals / those with days",
    "median_days_lost": "the middle of the days of the lost deals",
}
_OF_DAYS = {
    "deals": "the deals of the outcome with days",
    "mean_days": "the sum of their days / deals, to four decimals",
    "median_days": "the middle of their days, or the mean of the two in the middle",
    "left_out": "the deals of the outcome without days: opened on an unknown day, or after closing",
}
_HAD = {
    "deals": "the won deals",
    "touched": "the won deals with touches above 0; a touch is an interaction linked to the deal,"
    " or to none and with one of its contacts, from the day of its opening to that of its closing,"
    " while that contact had no other open deal",
    "mean_touches": "the sum of touches of the won deals / the won deals",
    "median_touches": "the middle of the touches of the won deals",
    **_DAYS,
}
_CHANNELS = {
    "first": "the touches of the channel that were the first of their deal",
    "first_share": "first / the first touches of all channels",
    "last": "the touches of the channel that were the last of their deal",
    "last_share": "last / the last touches of all channels",
    "touches": "the touches of the channel whose time is known",
}


def explain(reader: Reader, book: Book, options: Any, scope: Scope) -> Explanation:
    """The closed deals and their interactions. Raises as the report does."""
    by = grouping(reader, options.by)
    prices = Prices.of(reader, scope)
    source = Source(reader, book, scope, prices.rates)
    rows = source.rows("deals", scope.period, by)
    touches = source.rows("interactions", scope.period)
    names = by.names(reader) if rows else {}
    group = group_column(by)
    columns = _columns(prices, group)
    hidden = [place for place, column in enumerate(columns) if column.name == group.name][1:]
    counts: dict[int, int] = {}
    for touch in touches:
        counts[touch["deal_id"]] = counts.get(touch["deal_id"], 0) + 1
    cells = []
    for row in rows:
        key = row["key"]
        label = names.get(key, key) if key is not None else None
        cells.append(_row(prices, row, label, counts.get(row["id"], 0)))
    for place in reversed(hidden):  # the group is one of our own columns
        del columns[place]
        for found in cells:
            del found[place]
    section = section_of(by)
    return Explanation(
        formulas={
            "closed": _COUNTS,
            "value": _VALUE,
            "days": _OF_DAYS,
            section: _GROUPS,
            f"{section}_value": _VALUE,
            "won_had": _HAD,
            "channels": _CHANNELS,
        },
        records={
            "closed_deals": Table(columns, [*cells], title="Closed deals", noun="deal"),
            "touches": _touches(touches),
        },
        notes=[f"closed from {scope.period.first} to {scope.period.last}, both included"],
    )


def _columns(prices: Prices, group: Column) -> list[Column]:
    return [
        Column("ref", title="id"),
        Column("title"),
        group,
        Column("company", shown=False),
        Column("owner", shown=False),
        Column("outcome"),
        Column("opened_at", "date", shown=False),
        Column("closed_at", "date"),
        Column("days", "integer"),
        *prices.columns(),
        Column("touches", "integer"),
    ]


def _row(prices: Prices, row: dict[str, Any], label: Any, touches: int) -> list[Any]:
    opened, closed = row["opened_at"], row["closed_at"]
    days = None
    if opened and opened <= closed:
        days = (date.fromisoformat(closed) - date.fromisoformat(opened)).days
    won = row["outcome"] == "won"
    amount = prices.cells(row["amount_minor"], row["currency"], closed) if won else None
    if amount is None:  # what was lost is in no value, and needs no rate
        amount = [None, money(row["amount_minor"], row["currency"]), None]
    return [
        reference("deal", row["id"]),
        row["title"],
        label,
        row["company"],
        row["owner"],
        row["outcome"],
        opened,
        closed,
        days,
        *amount,
        touches if won else None,
    ]


def _touches(found: Rows) -> Table:
    """The interactions of won deals, and which of them were the first and the last."""
    known = [row for row in found if row["occurred_at"] is not None]
    firsts: dict[int, int] = {}
    lasts: dict[int, int] = {}
    for row in known:
        firsts.setdefault(row["deal_id"], row["id"])
        lasts[row["deal_id"]] = row["id"]
    rows: list[Row] = [
        [
            reference("interaction", row["id"]),
            reference("deal", row["deal_id"]),
            row["channel"],
            row["occurred_at"],
            yes(firsts.get(row["deal_id"]) == row["id"]),
            yes(lasts.get(row["deal_id"]) == row["id"]),
        ]
        for row in found
    ]
    columns = [
        Column("ref", title="id"),
        Column("deal"),
        Column("channel"),
        Column("occurred_at", "datetime", title="when"),
        Column("first"),
        Column("last"),
    ]
    return Table(columns, rows, title="Touches of the won ones", noun="touch")
