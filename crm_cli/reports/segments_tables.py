"""The tables of the segments report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from crm_cli.reports.customers import Customers, customer_reference
from crm_cli.reports.figures import THIN_COLUMN, bars, money, rate, ratio_of_money, thin
from crm_cli.reports.segmenting import OUTSIDE, Split, stage_of
from crm_cli.tables import Column, Row, Table


@dataclass(slots=True)
class Sums:
    """The figures of one segment; `amounts` has orders and revenue by currency."""

    customers: int
    bought: int
    purchases: int
    last: str | None
    amounts: dict[str, tuple[int, int]]


def sums_of(customers: Customers, found: Split, name: str | None) -> Sums:
    """The figures of one segment."""
    bought = purchases = 0
    last: str | None = None
    amounts: dict[str, tuple[int, int]] = {}
    priced = revenue = 0
    for key in found.groups[name]:
        row = found.rows.get(key)
        if row and row.purchases:
            bought += 1
            purchases += row.purchases
            priced += row.priced
            revenue += row.revenue or 0
            day = row.last_day
            last = day if last is None or day > last else last
    if found.currency is not None:
        amounts[found.currency] = (priced, revenue)
    else:
        amounts = _by_currency(customers, set(found.groups[name]))
    return Sums(found.size(name), bought, purchases, last, amounts)


def _by_currency(customers: Customers, keys: set[int]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for row in customers.rows:
        if row.priced and row.currency and row.customer in keys:
            priced, revenue = found.get(row.currency, (0, 0))
            found[row.currency] = (priced + row.priced, revenue + (row.revenue or 0))
    return found


def total_of(found: Split, sums: Mapping[str | None, Sums]) -> Sums:
    """The figures of all customers, each of whom counts once."""
    if not found.everyone:
        parts = list(sums.values())
        return Sums(
            sum(part.customers for part in parts),
            sum(part.bought for part in parts),
            sum(part.purchases for part in parts),
            max((part.last for part in parts if part.last), default=None),
            {code: _added(parts, code) for code in (found.currency,) if code},
        )
    rows = [row for row in found.rows.values() if row.purchases]
    amounts = {}
    if found.currency is not None:
        revenue = sum(row.revenue or 0 for row in rows)
        amounts[found.currency] = (sum(row.priced for row in rows), revenue)
    last = max((row.last_day for row in rows), default=None)
    return Sums(found.everyone, len(rows), sum(row.purchases for row in rows), last, amounts)


def _added(parts: list[Sums], code: str) -> tuple[int, int]:
    """Orders and revenue of all segments in a currency."""
    pairs = [part.amounts.get(code, (0, 0)) for part in parts]
    return sum(orders for orders, _ in pairs), sum(revenue for _, revenue in pairs)


_COLUMNS = [
    Column("segment", unknown="(none)"),
    Column("customers", "integer"),
    Column("share", "percent"),
    Column("bought", "integer", title="who bought", shown=False),
    Column("purchases", "integer", shown=False),
    Column("revenue", "money", currency_name="currency"),
    Column("revenue_share", "percent", shown=False),
    Column("average_order", "money", currency_name="currency"),
    Column("last_purchase", "date"),
    THIN_COLUMN,
    Column("bar", "bar", title=" "),
]


def segments_table(found: Split, sums: Mapping[str | None, Sums], total: Sums) -> Table:
    """A row for each segment, with bars of its share, and all customers in the footer."""
    inside = total.customers
    if found.by in ("rfm", "value"):
        inside = sum(part.customers for name, part in sums.items() if name not in OUTSIDE)
    whole = total.amounts.get(found.currency or "", (0, 0))[1]
    rows: list[Row] = []
    lengths = bars(part.customers for part in sums.values())
    for (name, part), length in zip(sums.items(), lengths, strict=True):
        within = found.by not in ("rfm", "value") or name not in OUTSIDE
        rows.append([name, *_cells(found, part, inside if within else 0, whole), length])
    table = Table(
        [_shown_if(column, found) for column in _COLUMNS],
        rows,
        title="Segments",
        noun="segment",
        wrapped=True,
    )
    if rows:
        outside = found.by in ("rfm", "value") and inside != total.customers
        cells = _cells(found, total, 0 if outside else total.customers, whole)
        table.footer = ["total", *cells, None]
    return table


def _shown_if(column: Column, found: Split) -> Column:
    """The column, shown where it has something to say."""
    if found.currency is None and column.name in ("revenue", "average_order"):
        return column._replace(shown=False)
    if column.name == "bought" and found.by not in ("rfm", "value", "lifecycle"):
        return column._replace(shown=True)
    return column


def _cells(found: Split, part: Sums, customers: int, revenue: int) -> Row:
    orders, amount = part.amounts.get(found.currency or "", (0, 0))
    return [
        part.customers,
        rate(part.customers, customers),
        part.bought,
        part.purchases,
        money(amount if part.bought else None, found.currency),
        # A share of less than nothing, after more refunds than sales, would say the opposite.
        rate(amount, revenue) if part.bought and revenue > 0 else None,
        ratio_of_money(amount if orders else None, orders, found.currency),
        part.last,
        thin(orders if found.currency else part.purchases),
    ]


def revenue_table(found: Split, sums: Mapping[str | None, Sums]) -> Table:
    """Revenue by segment and currency: unlike ones are never added."""
    rows: list[Row] = []
    for name, part in sums.items():
        for code, (orders, amount) in sorted(part.amounts.items()):
            cells = [money(amount, code), ratio_of_money(amount, orders, code), thin(orders)]
            rows.append([name, code, orders, *cells])
    return Table(
        [
            Column("segment", unknown="(none)"),
            Column("currency", shown=False),
            Column("purchases", "integer"),
            Column("revenue", "money", currency_name="currency"),
            Column("average_order", "money", currency_name="currency"),
            THIN_COLUMN,
        ],
        rows,
        title="Revenue by segment and currency",
        noun="segment",
    )


def cut_points_table(found: Split) -> Table:
    """The inner quantiles; a score is one more than the number of them that a value exceeds."""
    columns = [Column("cut", "percent", title="quantile")]
    if found.by == "rfm":
        columns += [
            Column("recency_days", "number", places=2),
            Column("frequency", "number", places=2),
        ]
    columns.append(Column("monetary", "money", currency_name="currency"))
    rows: list[Row] = []
    for place in range(len(found.cuts[0])):
        *plain, minor = (cuts[place] for cuts in found.cuts)
        cells = [_plain(value) for value in plain]
        rounded = int(minor + Fraction(1 if minor >= 0 else -1, 2))  # half-up
        share = (place + 1) / (len(found.cuts[0]) + 1)
        rows.append([share, *cells, money(rounded, found.currency)])
    note = "a score is 1 + the number of cut points that the value exceeds"
    if found.by == "rfm":
        note += "; recency is turned round"
    return Table(columns, rows, title="Cut points", noun="cut point", note=note)


def _plain(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def advice_table(found: Split) -> Table:
    """What to do for each segment that has customers, and what to watch."""
    rows: list[Row] = [
        [name, *found.care[name or ""]]
        for name in found.groups
        if (name or "") in found.care and found.size(name)
    ]
    return Table(
        [
            Column("segment", unknown="(none)"),
            Column("do", title="what to do"),
            Column("watch", title="what to watch"),
        ],
        rows,
        title="What to do",
        noun="segment",
        wrapped=True,
    )


def members_table(
    customers: Customers, found: Split, pairs: list[tuple[str | None, int]], limit: int = 0
) -> Table:
    """The customers of segments, each with its segment's name; the first `limit` of them."""
    shown = pairs[:limit] if limit else pairs
    names = customers.names([key for _, key in shown])
    columns = [
        Column("ref", title="id"),
        Column("name"),
        Column("segment", unknown="(none)"),
        Column("lifecycle", shown=found.by != "lifecycle" and not found.scores),
        *(Column(name, "integer", shown=bool(found.scores)) for name in ("r", "f", "m")),
        Column("recency_days", "integer", title="days since", shown=bool(found.scores)),
        Column("purchases", "integer"),
        Column("revenue", "money", currency_name="currency", shown=found.currency is not None),
        Column("first_purchase", "date", shown=False),
        Column("last_purchase", "date"),
    ]
    rows: list[Row] = [
        [
            customer_reference(key),
            names.get(key),
            name,
            stage_of(customers, key),
            *found.scores.get(key, (None, None, None)),
            *_bought(customers, found, key),
        ]
        for name, key in shown
    ]
    return Table(columns, rows, title="Members", noun="customer", total=len(pairs))


def figures(customers: Customers, found: Split, name: str) -> tuple[list[Column], Row]:
    """The figures of one segment, as columns and the cells of its row."""
    sums = {one: sums_of(customers, found, one) for one in found.groups}
    table = segments_table(found, sums, total_of(found, sums))
    for row in table.rows:
        if row[0] == name:
            return table.columns[1:-1], row[1:-1]
    nothing = Sums(0, 0, 0, None, {})
    return table.columns[1:-1], _cells(found, nothing, 0, 0)


def richest(found: Split, keys: list[int]) -> list[int]:
    """These customers by their revenue, the largest first; in several currencies by purchases."""

    def order(key: int) -> tuple[int, int, int]:
        row = found.rows.get(key)
        if row is None:
            return 0, 0, abs(key)
        return -(row.revenue or 0) if found.currency else 0, -row.purchases, abs(key)

    return sorted(keys, key=order)


def _bought(customers: Customers, found: Split, key: int) -> Row:
    row = found.rows.get(key) or customers.bought.get(key)
    if row is None or not row.purchases:
        return [None, 0, None, None, None]
    days = (customers.book.today - date.fromisoformat(row.last_day)).days
    revenue = row.revenue if key in found.rows and row.priced else None
    amount = money(revenue, found.currency)
    return [days, row.purchases, amount, row.first_day, row.last_day]
