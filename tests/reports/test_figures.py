"""The arithmetic of reports, against values worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from crm_cli.reports import figures
from crm_cli.values.money import Money


@pytest.mark.parametrize(
    ("values", "fraction", "expected"),
    [
        ([], 0.5, None),
        ([7], 0.5, 7),
        ([1, 2], 0.5, 1.5),
        ([1, 2, 10], 0.5, 2),
        # R: quantile(c(1, 2, 3, 4, 10), 0.9) is 7.6: place 4 * 0.9 = 3.6, 4 + 0.6 * (10 - 4).
        ([1, 2, 3, 4, 10], 0.9, 7.6),
        # R: quantile(1:10, 0.2) is 2.8: place 9 * 0.2 = 1.8, 2 + 0.8.
        (list(range(1, 11)), 0.2, 2.8),
        ([3, 5], 1, 5),
        ([3, 5], 0, 3),
    ],
)
def test_quantile(values: list[float], fraction: float, expected: float | None) -> None:
    found = figures.quantile(values, fraction)
    assert found == expected if expected is None else found == pytest.approx(expected)


def test_julian_day() -> None:
    # 2000-01-01 12:00 is Julian day 2451545 (Meeus, Astronomical Algorithms, chapter 7).
    assert figures.julian(date(2000, 1, 1)) == 2451544.5


@pytest.mark.parametrize(
    ("total", "count", "expected"),
    [
        (7, 2, 4),  # 3.5 goes up
        (5, 3, 2),  # 1.67
        (4, 3, 1),  # 1.33
        (-7, 2, -4),  # away from zero
        (0, 5, 0),
    ],
)
def test_money_is_shared_half_up(total: int, count: int, expected: int) -> None:
    assert figures.ratio_of_money(total, count, "EUR") == Money(expected, "EUR")


def test_money_of_nothing() -> None:
    assert figures.ratio_of_money(None, 0, "EUR") is None
    assert figures.ratio_of_money(0, 0, "EUR") is None
    assert figures.money(None, "EUR") is None


def test_thin() -> None:
    assert figures.thin(29) == "n = 29"
    assert figures.thin(30) is None
    assert figures.thin(0) is None


def test_mean_and_rate_of_nothing() -> None:
    assert figures.mean(None, 0) is None
    assert figures.mean(10.0, 3) == 3.3333
    assert figures.rate(0, 0) is None
    assert figures.rate(1, 4) == 0.25


def test_bars() -> None:
    assert figures.bars([5, 10, None, 0]) == [0.5, 1.0, None, 0.0]
    assert figures.bars([0, 0]) == [None, None]
    assert figures.bars([]) == []


@pytest.mark.parametrize(
    ("found", "asked", "only", "currencies"),
    [
        ([], None, "EUR", []),
        (["USD"], None, "USD", ["USD"]),
        (["USD", "EUR", "CHF"], None, None, ["EUR", "CHF", "USD"]),
        (["JPY"], "JPY", "JPY", ["JPY"]),
        (["USD", "JPY", "EUR"], "JPY", "JPY", ["JPY", "EUR", "USD"]),  # two without a rate
    ],
)
def test_one_currency(
    found: list[str], asked: str | None, only: str | None, currencies: list[str]
) -> None:
    assert figures.one_currency(found, asked, "EUR") == (only, currencies)
