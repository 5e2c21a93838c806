"""The figures of reports on sales, made again from the records that explain them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from statistics import mean, median
from typing import Any

from crm_cli.tables import Table
from crm_cli.values.money import Money

Record = dict[str, Any]
Records = dict[str, list[Record]]
TOTAL = "total"


def dicts(table: Table) -> list[Record]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


# Making figures from records -------------------------------------------------------------


def count(records: Iterable[Record], **values: Any) -> int:
    return len(chosen(records, **values))


def chosen(records: Iterable[Record], **values: Any) -> list[Record]:
    return [r for r in records if all(r[name] == value for name, value in values.items())]


def known(records: Iterable[Record], name: str) -> list[Any]:
    return [record[name] for record in records if record[name] is not None]


def total(records: Iterable[Record], name: str, like: Money | None) -> Money | None:
    if like is None:  # in several currencies there is no sum
        return None
    return Money(sum(money.minor for money in known(records, name)), like.currency)


def half_up(value: Fraction, currency: str) -> Money:
    return Money(int(value + Fraction(1, 2)), currency)


def average(records: Iterable[Record], name: str) -> Money | None:
    values = known(records, name)
    if not values:
        return None
    whole = Fraction(sum(value.minor for value in values), len(values))
    return half_up(whole, values[0].currency)


def middle(records: Iterable[Record], name: str) -> Money | None:
    values = known(records, name)
    if not values:
        return None
    return half_up(Fraction(median([Fraction(v.minor) for v in values])), values[0].currency)


def mean_of(values: list[Any]) -> float | None:
    return mean(values) if values else None


def median_of(values: list[Any]) -> float | None:
    return median(values) if values else None


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def quantile(values: Iterable[int | float], fraction: Fraction) -> Fraction | None:
    """Type 7 of Hyndman and Fan."""
    ordered = sorted(Fraction(value) for value in values)
    if not ordered:
        return None
    place = (len(ordered) - 1) * fraction
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def pick(column: str, **figures: Callable[[], Any]) -> Any:
    """The figure of a column."""
    return figures[column]()


def of_currency(records: Iterable[Record], code: str) -> list[Record]:
    return [r for r in records if r["amount"] is not None and r["amount"].currency == code]


# The reports -----------------------------------------------------------------------------


def pipeline(section: str, row: Record, column: str, records: Records) -> Any:
    rows = records["open_deals"]
    for key in ("pipeline", "stage"):
        if row.get(key) not in (None, TOTAL):
            rows = chosen(rows, **{key: row[key]})
    if section in ("currencies", "stages_by_currency"):
        rows = of_currency(rows, row["currency"])
    return pick(
        column,
        deals=lambda: len(rows),
        amount=lambda: total(rows, "amount", row["amount"]),
        weighted=lambda: total(rows, "weighted", row["weighted"]),
        without_amount=lambda: count(rows, amount=None),
        mean_days=lambda: mean_of(known(rows, "days")),
        mean_days_n=lambda: len(known(rows, "days")),
        stale=lambda: count(rows, stale="yes"),
        past_close=lambda: count(rows, past_close="yes"),
    )


def wins(section: str, row: Record, column: str, records: Records) -> Any:
    rows, touches = records["closed_deals"], records["touches"]
    if section == "channels":
        timed = [touch for touch in touches if touch["occurred_at"]]
        mine = chosen(timed, channel=row["channel"])
        name = column.removesuffix("_share")
        if column == "touches":
            return len(mine)
        part = count(mine, **{name: "yes"})
        return part if name == column else part / count(timed, **{name: "yes"})
    if section.startswith("by_"):
        group = next(iter(row))
        rows = chosen(rows, **{group: row[group]})
    if section == "days":
        rows = chosen(rows, outcome=row["outcome"])
        days = known(rows, "days")
        return pick(
            column,
            deals=lambda: len(days),
            mean_days=lambda: mean_of(days),
            median_days=lambda: median_of(days),
            left_out=lambda: count(rows, days=None),
        )
    won, lost = chosen(rows, outcome="won"), chosen(rows, outcome="lost")
    if section == "value" or section.endswith("_value"):
        won = of_currency(won, row["currency"])
        if column == "deals":
            return len(won)
    elif column in ("won_value", "mean", "median") and row["won_value"] is None:
        everything = known(chosen(records["closed_deals"], outcome="won"), "amount")
        assert len({money.currency for money in everything}) > 1  # they are in by_…_value
        return None
    return pick(
        column,
        won=lambda: len(won),
        lost=lambda: len(lost),
        closed=lambda: len(won) + len(lost),
        win_rate=lambda: share(len(won), len(won) + len(lost)),
        won_value=lambda: total(won, "amount", row["won_value"]),
        mean=lambda: average(won, "amount"),
        median=lambda: middle(won, "amount"),
        mean_days=lambda: mean_of(known(won, "days")),
        median_days=lambda: median_of(known(won, "days")),
        mean_days_lost=lambda: mean_of(known(lost, "days")),
        median_days_lost=lambda: median_of(known(lost, "days")),
        deals=lambda: len(won),
        touched=lambda: sum(deal["touches"] > 0 for deal in won),
        mean_touches=lambda: mean(deal["touches"] for deal in won),
        median_touches=lambda: median(deal["touches"] for deal in won),
    )


SCORELESS = ("not scored", "no purchase", "undated purchase", "other currency")


def segments(section: str, row: Record, column: str, records: Records) -> Any:
    customers, purchases = records["customers"], chosen(records["purchases"], counted="yes")
    if section == "cut_points":
        return cut_point(row, column, customers)
    inside = customers
    whole = unique(purchases)
    scored = bool({customer["segment"] for customer in customers} & {"no purchase", "not scored"})
    if scored:
        inside = [customer for customer in customers if customer["segment"] not in SCORELESS]
    if row["segment"] != TOTAL:
        customers = chosen(customers, segment=row["segment"])
        purchases = chosen(purchases, segment=row["segment"])
    purchases = unique(purchases)
    if section == "revenue":
        purchases = of_currency(purchases, row["currency"])
        return pick(
            column,
            purchases=lambda: len(purchases),
            revenue=lambda: total(purchases, "amount", row["revenue"]),
            average_order=lambda: average(purchases, "amount"),
        )
    people = unique(customers)
    if column in ("revenue", "revenue_share", "average_order") and row[column] is None:
        # No purchase, or amounts in several currencies: those are in the section `revenue`.
        several = len({money.currency for money in known(whole, "amount")}) > 1
        assert several or not known(purchases, "amount") or column == "revenue_share"
        return None
    return pick(
        column,
        customers=lambda: len(people),
        share=lambda: shared(row, people, unique(inside), scored),
        bought=lambda: len({purchase["customer"] for purchase in purchases}),
        purchases=lambda: len(purchases),
        revenue=lambda: total(purchases, "amount", row["revenue"]),
        revenue_share=lambda: share(
            sum(money.minor for money in known(purchases, "amount")),
            sum(money.minor for money in known(whole, "amount")),
        ),
        average_order=lambda: average(purchases, "amount"),
        last_purchase=lambda: max(known(purchases, "day"), default=None),
    )


def shared(row: Record, people: list[Record], inside: list[Record], scored: bool) -> float | None:
    """The share of a segment; of the whole it is given only where all are in it."""
    if (scored and row["segment"] in SCORELESS) or (
        row["segment"] == TOTAL and len(people) != len(inside)
    ):
        return None
    return share(len(people), len(inside))


def unique(records: Iterable[Record]) -> list[Record]:
    return list({record["ref"]: record for record in records}.values())


def cut_point(row: Record, column: str, customers: list[Record]) -> Any:
    scored = [c for c in customers if c["segment"] not in SCORELESS]
    fraction = Fraction(row["cut"]).limit_denominator(5)
    if column == "cut":
        return row["cut"]  # which of them it is
    if column == "monetary":
        found = quantile((c["revenue"].minor if c["revenue"] else 0 for c in scored), fraction)
        return None if found is None else half_up(found, row["monetary"].currency)
    name = {"recency_days": "recency_days", "frequency": "purchases"}[column]
    return quantile((c[name] for c in scored), fraction)


def diff(section: str, row: Record, column: str, records: Records) -> Any:
    part, code = row["part"], str(row.get("currency"))
    ends = {"opening": "opening_deals", "closing": "closing_deals"}
    rows = records[ends[part]] if part in ends else chosen(records["deals"], part=part)
    if section == "amounts":
        rows = of_currency(rows, code)
    if column == "deals":
        return len(unique(rows))
    if column == "deals_change":
        sign = 0 if part in ends else SIGNS.get(part, 0)
        return None if part in ends else sign * len(unique(rows))
    if row[column] is None:
        everything = [money for each in records.values() for money in known(each, "amount")]
        whole = {"opening_deals", "closing_deals"} <= records.keys()  # and not one part alone
        assert part in ends or not whole or len({money.currency for money in everything}) > 1
        return None
    return total(rows, column, row[column])


SIGNS = {
    **dict.fromkeys(("new", "reopened", "restored", "entered the filter"), 1),
    **dict.fromkeys(("won", "lost", "deleted", "left the filter"), -1),
}
