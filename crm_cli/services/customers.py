"""Customers: what they bought, and what that makes them.

A purchase is a won deal, on the day it was closed. A customer is the company of a purchase, else
its main contact. A contact shows the purchases of its company, and its own that have no company.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crm_cli.services.lifecycle import lifecycle, team_thresholds
from crm_cli.values.money import Money

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows


@dataclass(slots=True)
class Revenue:
    """What was won in one currency: the amount, of how many deals, first and last day if known."""

    money: Money
    deals: int
    first: str | None
    last: str | None


@dataclass(slots=True)
class Purchases:
    """The purchases of a customer: their days, how many have none, and the revenue by currency.

    `unpriced` counts those without an amount; amounts of unlike currencies are never added.
    """

    days: list[date] = field(default_factory=list)
    undated: int = 0
    unpriced: int = 0
    revenue: list[Revenue] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many purchases there are."""
        return len(self.days) + self.undated

    def stage(self, book: Book) -> str | None:
        """The purchase lifecycle; None when it is unknown because no day is known."""
        thresholds = team_thresholds(book)
        return lifecycle(self.days, book.today, undated=self.undated, thresholds=thresholds)


_WON = """SELECT d.closed_at, d.amount_minor, d.currency
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome = 'won' AND """
_OF_CONTACT = """d.company_id IS NULL AND d.id IN (
  SELECT l.deal_id FROM deal_contact l WHERE l.contact_id = :contact
  AND NOT EXISTS (SELECT 1 FROM deal_contact m WHERE m.deal_id = l.deal_id AND m.id < l.id))"""


def purchases(
    reader: Reader, *, company: int | None = None, contact: int | None = None
) -> Purchases:
    """What a company bought, and what a contact did without one."""
    rows: Rows = []
    if company is not None:
        rows += reader.rows(_WON + "d.company_id = :company", {"company": company})
    if contact is not None:
        rows += reader.rows(_WON + _OF_CONTACT, {"contact": contact})
    return _summed(rows)


def _summed(rows: Rows) -> Purchases:
    found = Purchases()
    by_currency: dict[str, Rows] = {}
    for row in rows:
        if row["closed_at"] is None:
            found.undated += 1
        else:
            found.days.append(date.fromisoformat(row["closed_at"]))
        if row["amount_minor"] is None:
            found.unpriced += 1
        else:
            by_currency.setdefault(row["currency"], []).append(row)
    for currency, priced in by_currency.items():
        known = [row["closed_at"] for row in priced if row["closed_at"]]
        found.revenue.append(
            Revenue(
                Money(sum(row["amount_minor"] for row in priced), currency),
                len(priced),
                min(known, default=None),
                max(known, default=None),
            )
        )
    found.revenue.sort(key=lambda revenue: (-revenue.deals, revenue.money.currency))
    return found
