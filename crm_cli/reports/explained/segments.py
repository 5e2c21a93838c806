"""What stands behind the segments report: every customer and every purchase."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crm_cli.reports.customers import Customers, customer_reference, load
from crm_cli.reports.explained import Explanation, Prices, yes
from crm_cli.reports.segmenting import Split, label_of, split
from crm_cli.reports.segments_tables import members_table, richest
from crm_cli.tables import Column, Row, Table
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.reports.scope import Scope

_SCORED = ("rfm", "value")
_AVERAGE = "revenue / the counted purchases with an amount, rounded half-up"
_SEGMENTS = {
    "customers": "the customers of the segment, each once; a customer is the company of a purchase,"
    " else its first contact",
    "share": "customers / all customers (by rfm and value: / those with a score)",
    "bought": "the customers with a counted purchase",
    "purchases": "the counted purchases: won deals closed up to today",
    "revenue": "the sum of amount of the counted purchases, each rounded half-up to the minor unit"
    " when converted, at the rate of its day",
    "revenue_share": "revenue / the revenue of all segments",
    "average_order": _AVERAGE,
    "last_purchase": "the latest day of the counted purchases",
}
_REVENUE = {
    "purchases": "the counted purchases with an amount in the currency",
    "revenue": "the sum of their amounts",
    "average_order": _AVERAGE,
}
_CUTS = {
    "cut": "1, 2 … out of --bins",
    "recency_days": "the quantile (type 7) of recency_days of the customers with scores",
    "frequency": "the quantile (type 7) of purchases of the customers with scores",
    "monetary": "the quantile (type 7) of revenue (0 where there is none) of the customers with a"
    " score or a tier, rounded half-up",
}


def explain(reader: Reader, book: Book, options: Any, scope: Scope) -> Explanation:
    """The customers with their scores, and their purchases. Raises as the report does."""
    customers = load(reader, book, scope)
    found = split(customers, options.by, options.bins, keys=True)
    pairs = [(name, key) for name in found.groups for key in richest(found, found.groups[name])]
    labels = label_of(found)
    if found.everyone:  # who is in no segment counts in the total
        keys = [*customers.bought, *customers.keys_without()]
        pairs += [(None, key) for key in keys if key not in labels]
    return Explanation(
        formulas={"segments": _SEGMENTS, "revenue": _REVENUE, "cut_points": _CUTS},
        records={
            "customers": replace(members_table(customers, found, pairs), title="Customers"),
            "purchases": _purchases(customers, found, labels, Prices.of(reader, scope)),
        },
        notes=[
            f"today is {book.today} in {book.zone}; recency_days are whole days since the last"
            " purchase"
        ],
    )


def _purchases(
    customers: Customers, found: Split, labels: dict[int, tuple[Any, ...]], prices: Prices
) -> Table:
    """Every purchase, once for each segment that its customer is in."""
    bought = customers.run("purchase_list")
    names = customers.names(list({row["customer"] for row in bought}))
    rows: list[Row] = []
    for row in bought:
        key = row["customer"]
        amount = prices.cells(row["amount"], row["currency"], row["day"])
        currency = amount[0].currency if amount[0] else None
        counted = key in found.rows and (
            found.by not in _SCORED or currency in (found.currency, None)
        )
        rows += [
            [
                reference("deal", row["id"]),
                row["title"],
                segment,
                customer_reference(key),
                names.get(key),
                row["day"],
                *amount,
                yes(counted),
            ]
            for segment in labels.get(key, (None,))
        ]
    columns = [
        Column("ref", title="id"),
        Column("title"),
        Column("segment", unknown="(none)"),
        Column("customer"),
        Column("name", shown=False),
        Column("day", "date"),
        *prices.columns(),
        Column("counted"),
    ]
    return Table(columns, rows, title="Purchases", noun="purchase")
