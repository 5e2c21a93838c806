"""What customers bought, one row for each: what segments, and figures by segment, rest on.

A purchase is a won deal, on the day it was closed; a customer the company of a purchase, else its
first contact. The key of a customer is the id of the company, or the negative id of the contact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import UsageError
from crm_cli.reports import fill, statements
from crm_cli.services.lifecycle import Limits, limits, team_thresholds
from crm_cli.values.money import Money
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.scope import Scope
    from crm_cli.services.rates import Rates

_MANY = 2000  # from so many on, all names are read at once


class Row(NamedTuple):
    """What a customer bought in one currency, or in all, as the statement `purchases` gives it.

    The days are those of the first and the last purchase, if there is one.
    """

    customer: int
    currency: str | None
    purchases: int
    priced: int
    revenue: int | None
    first_day: str
    last_day: str
    recent: int
    undated: int
    later: int


_NOTHING = Row(0, None, 0, 0, None, "", "", 0, 0, 0)


@dataclass(slots=True)
class Customers:
    """The customers who bought, and what the conditions on them are.

    `rows` has a row for each customer and currency; `bought` one for each customer, in which
    `revenue` is a sum only where all amounts are in one currency. `currencies` says how many
    purchases are in each, `later` how many won deals are of a day to come. `limits` are the days
    on which the windows of the lifecycle begin.
    """

    reader: Reader
    book: Book
    scope: Scope
    limits: Limits
    parts: dict[str, str]
    params: dict[str, Any]
    rows: list[Row] = field(default_factory=list)
    bought: dict[int, Row] = field(default_factory=dict)
    nobody: Row = _NOTHING
    later: int = 0
    currencies: dict[str, int] = field(default_factory=dict)
    rates: Rates | None = None

    def run(self, statement: str, more: Mapping[str, str] | None = None, **params: Any) -> Rows:
        """The rows of a statement, with the report's conditions."""
        sql = fill(statements("segments")[statement], {**self.parts, **(more or {})})
        return self.reader.rows(sql, {**self.params, **params})

    def in_currency(self, currency: str) -> dict[int, Row]:
        """A row for each customer, of the purchases in one currency and those without an amount."""
        if not self.currencies.keys() - {currency}:
            return {key: row for key, row in self.bought.items() if row.purchases}
        return merged(
            [row for row in self.rows if row.currency in (currency, None) and row.purchases]
        )

    def count_without(self) -> int:
        """How many never bought."""
        found = [*self.run("companies_without"), *self.run("contacts_without")]
        return sum(int(row["n"]) for row in found)

    def keys_without(self) -> list[int]:
        """The keys of those who never bought."""
        companies = self.run("companies_without", {"what": "c.id AS customer"})
        contacts = self.run("contacts_without", {"what": "-c.id AS customer"})
        return [row["customer"] for row in [*companies, *contacts]]

    def values(self, company: str, contact: str) -> dict[int, Any]:
        """A field of every customer: the SQL of its value for a company and a contact `c`."""
        found: dict[int, Any] = {}
        for statement, value in (("company_values", company), ("contact_values", contact)):
            if value:
                for row in self.run(statement, {"value": value}):
                    found[row["customer"]] = row["value"]
        return found

    def names(self, keys: Sequence[int]) -> dict[int, str]:
        """The names of these customers."""
        found: dict[int, str] = {}
        for statement, sign in (("company_names", 1), ("contact_names", -1)):
            ids = [key * sign for key in keys if key * sign > 0]
            only = f" WHERE c.id IN ({', '.join(map(str, map(int, ids)))})"
            if ids:
                sql = fill(statements("segments")[statement], {} if len(ids) > _MANY else
                           {"only": only})  # fmt: skip
                found |= {row["customer"]: row["name"] for row in self.reader.rows(sql)}
        return found


def customer_reference(key: int) -> str:
    """The reference of the record that a customer is: O3, or C12."""
    return reference("company", key) if key > 0 else reference("contact", -key)


def load(reader: Reader, book: Book, scope: Scope) -> Customers:
    """What the customers that the conditions leave bought up to today.

    With a currency to convert to, all amounts that have a rate are in it. Raises as `read_scope`
    does for conditions.
    """
    begin = limits(book.today, team_thresholds(book))
    parts, params = _conditions(reader, book, scope)
    params |= {"today": book.today.isoformat(), "recent": begin.active}
    found = Customers(reader, book, scope, begin, parts, params)
    sql = fill(statements("segments")["purchases"], parts)
    rows = list(map(Row._make, reader.tuples(sql, params)))
    found.later = sum(row.later for row in rows)
    found.rows = [
        row for row in rows if row.customer is not None and (row.purchases or row.undated)
    ]
    if len(found.rows) < len(rows):
        nobody = merged([row._replace(customer=0) for row in rows if row.customer is None])
        found.nobody = nobody.get(0, _NOTHING)
    if scope.currency:
        _convert(found, scope.currency)
    found.bought = merged(found.rows)
    for row in found.rows:
        if row.priced and row.currency:
            found.currencies[row.currency] = found.currencies.get(row.currency, 0) + row.priced
    return found


def _convert(customers: Customers, currency: str) -> None:
    """Each amount in the one currency, at the rate of its day, rounded, then summed; those without
    a rate are in rows of their own.
    """
    from crm_cli.services.rates import Rates

    rates = customers.rates = Rates(customers.reader, currency)
    kept = [
        row
        if row.currency in (currency, None)
        else Row(row.customer, currency, 0, 0, None, "", "", 0, row.undated, row.later)
        for row in customers.rows
    ]
    for row in customers.run("amounts", currency=currency):
        amount = rates.convert(Money(row["amount"], row["currency"]), row["day"])
        count, day = row["deals"], row["day"]
        recent = count if day >= customers.limits.active else 0
        kept.append(
            Row(row["customer"], amount.currency, count, count, amount.minor * count,
                day, day, recent, 0, 0)
        )  # fmt: skip
    by_currency: dict[str | None, list[Row]] = {}
    for one in kept:
        by_currency.setdefault(one.currency, []).append(one)
    customers.rows = [row for rows in by_currency.values() for row in merged(rows).values()]


def merged(rows: Sequence[Row]) -> dict[int, Row]:
    """One row for each customer."""
    found = {row.customer: row for row in rows}
    if len(found) < len(rows):
        found = {}
        for row in rows:
            known = found.get(row.customer)
            found[row.customer] = row if known is None else _added(known, row)
    return found


def _added(one: Row, other: Row) -> Row:
    priced = one.priced + other.priced
    return Row(
        customer=one.customer,
        currency=one.currency or other.currency,
        purchases=one.purchases + other.purchases,
        priced=priced,
        revenue=(one.revenue or 0) + (other.revenue or 0) if priced else None,
        first_day=min(filter(None, (one.first_day, other.first_day)), default=""),
        last_day=max(one.last_day or "", other.last_day or ""),
        recent=one.recent + other.recent,
        undated=one.undated + other.undated,
        later=one.later + other.later,
    )


def _conditions(reader: Reader, book: Book, scope: Scope) -> tuple[dict[str, str], dict[str, Any]]:
    """The parts of the statements that narrow them, and the values of all conditions."""
    params = dict(scope.params)
    company = contact = ""
    if scope.owner is not None:
        company = contact = " AND c.owner_id = :scope_owner"
    if scope.condition:
        company += scope.conditions("company", "c")
        condition, more = _on_contacts(reader, book, scope)
        contact += f" AND {condition}"
        params |= more
    parts = {"company": company, "contact": contact}
    if scope.pipeline is not None:
        parts["deals"] = " AND d.pipeline_id = :scope_pipeline"
    if company:
        companies = f"SELECT c.id FROM company c WHERE TRUE{company}"
        contacts = f"SELECT c.id FROM contact c WHERE TRUE{contact}"
        parts["who"] = (
            f" AND ((p.customer > 0 AND p.customer IN ({companies}))"
            f" OR (p.customer < 0 AND -p.customer IN ({contacts})))"
        )
    return parts, params


def _on_contacts(reader: Reader, book: Book, scope: Scope) -> tuple[str, dict[str, Any]]:
    """The conditions, which were read for companies, on contacts; none meets what they cannot."""
    from crm_cli.reports.scope import conditions_of

    try:
        condition, params = conditions_of(reader, book, "contact", scope.asked)
    except UsageError:
        return "1 = 0", {}
    sql = condition.replace(":where_", ":contact_where_")  # each noun has its own values
    renamed = {name.replace("where_", "contact_where_"): value for name, value in params.items()}
    return f"c.id IN (SELECT v.id FROM contact_view v WHERE {sql})", renamed
