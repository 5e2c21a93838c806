"""`crm report segments` on generated books, beside pandas."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from crm_cli.services.lifecycle import lifecycle
from tests.conftest import Crm
from tests.reports.customers import TODAY
from tests.reports.made import Made, making
from tests.reports.test_segments import report
from tests.values.test_rfm import expected as rfm_name


class Book:
    """A random book of purchases, and what was written, by the reference of the customer."""

    def __init__(self, made: Made, seed: int) -> None:
        self.dice = Random(seed)
        self.bought: dict[str, list[tuple[date | None, int | None, str]]] = defaultdict(list)
        companies = [made.company(f"Company {n}") for n in range(22)]
        contacts = [made.contact(f"Contact {n}") for n in range(14)]
        for _ in range(110):
            day = TODAY - timedelta(days=self.dice.randint(0, 700))
            dated = self.dice.random() > 0.05
            amount = self.dice.choice([None, *[self.dice.randint(1, 9999)] * 9])
            currency = self.dice.choice(["EUR", "EUR", "EUR", "JPY"])
            values: dict[str, Any] = {"currency": currency}
            if self.dice.random() < 0.6:
                # Squared, so that some buy often and some never.
                company = companies[int(22 * self.dice.random() ** 2)]
                key, values["company"] = f"O{company}", company
            else:
                contact = contacts[int(14 * self.dice.random() ** 2)]
                others = self.dice.sample(contacts, 2)
                key, values["contacts"] = f"C{contact}", (
                    contact, *[other for other in others if other != contact],
                )  # fmt: skip
            made.won(day.isoformat() if dated else None, amount, **values)
            self.bought[key].append((day if dated else None, amount, currency))
        made.rate("JPY", "EUR", "2020-01-01", "0.0061")


@pytest.fixture(params=[1, 2])
def book(request: pytest.FixtureRequest, crm: Crm) -> Book:
    with making(crm.database) as made:
        return Book(made, request.param)


def scores(values: dict[str, int], bins: int) -> dict[str, int]:
    """1 + the number of inner quantiles (type 7) that each value exceeds, by exact fractions."""
    ordered = sorted(values.values())
    cuts = []
    for part in range(1, bins):
        at = Fraction(part * (len(ordered) - 1), bins)
        low = int(at)
        high = min(low + 1, len(ordered) - 1)
        cuts.append(ordered[low] + (at - low) * (ordered[high] - ordered[low]))
    return {key: 1 + sum(value > cut for cut in cuts) for key, value in values.items()}


@pytest.mark.parametrize("bins", [5, 4])
@pytest.mark.parametrize("convert", [False, True])
def test_rfm_of_random_books(book: Book, crm: Crm, bins: int, convert: bool) -> None:
    counted: dict[str, list[tuple[date, int]]] = {}
    for key, deals in book.bought.items():
        for day, amount, currency in deals:
            if day is None or (currency == "JPY" and amount is not None and not convert):
                continue
            minor = amount or 0
            if currency == "JPY":
                exact = Decimal(minor) * Decimal("0.0061") * 100
                minor = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
            counted.setdefault(key, []).append((day, minor))
    recency = {key: (TODAY - max(day for day, _ in found)).days for key, found in counted.items()}
    sums = {key: sum(minor for _, minor in found) for key, found in counted.items()}
    r = scores(recency, bins)
    f = scores({key: len(found) for key, found in counted.items()}, bins)
    m = scores(sums, bins)
    words = ["--members", "--bins", str(bins), *(["--currency", "EUR"] if convert else [])]
    found = report(crm, *words)["sections"]
    have = {row["ref"]: (row["r"], row["f"], row["m"])
            for row in found["members"] if row["r"]}  # fmt: skip
    assert have == {key: (bins + 1 - r[key], f[key], m[key]) for key in counted}
    segments: dict[str, list[str]] = defaultdict(list)
    scale = {5: [1, 2, 3, 4, 5], 4: [1, 2, 4, 5]}[bins]
    for key, cell in have.items():
        segments[rfm_name(*[scale[score - 1] for score in cell])].append(key)
    rows = {row["segment"]: row for row in found["segments"]}
    for name, keys in segments.items():
        row = rows.pop(name)
        revenue = Decimal(sum(sums[key] for key in keys)) / 100
        assert (row["customers"], Decimal(row["revenue"])) == (len(keys), revenue)
        assert row["last_purchase"] == str(max(max(counted[key])[0] for key in keys))
    assert set(rows) <= {"no purchase", "undated purchase", "other currency"}
    assert sum(row["customers"] for row in found["segments"]) == 22 + 14


def test_lifecycle_of_random_books(book: Book, crm: Crm) -> None:
    rows = report(crm, "--by", "lifecycle", "--members")["sections"]["members"]
    assert len(rows) == 22 + 14
    for row in rows:
        deals = book.bought.get(row["ref"], [])
        days = [day for day, _, _ in deals if day]
        undated = len(deals) - len(days)
        expected = lifecycle(days, TODAY, undated=undated) or "undated purchase"
        assert row["segment"] == expected
        assert row["purchases"] == len(days)
