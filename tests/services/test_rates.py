"""Exchange rates: which one holds, and conversion with it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from crm_cli.book import Book
from crm_cli.database import Database
from crm_cli.errors import BadValue, UsageError
from crm_cli.services import rates
from crm_cli.values.money import Money
from tests.reports.made import making

BOOK = Book(datetime(2026, 11, 20, tzinfo=ZoneInfo("UTC")), ZoneInfo("UTC"), "EUR", "", "", 30, 90)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.0812", "1.0812"), ("0.0061", "0.0061"), ("160", "160"), ("1,5", "1.5"), ("2.50", "2.5")],
)
def test_read_rate(text: str, expected: str) -> None:
    assert rates.read_rate(text) == expected


@pytest.mark.parametrize("text", ["0", "0.000", "-1", "x", "", "1,234", "1." + "3" * 40])
def test_read_rate_refuses(text: str) -> None:
    with pytest.raises(BadValue):
        rates.read_rate(text)


def test_read_pair() -> None:
    assert rates.read_pair("eur", "$", BOOK) == ("EUR", "USD")
    with pytest.raises(UsageError):
        rates.read_pair("EUR", "€", BOOK)
    with pytest.raises(BadValue):
        rates.read_pair("EUR", "XXQ", BOOK)


@pytest.fixture
def known(database: Database) -> Database:
    with making(database) as made:
        made.rate("EUR", "USD", "2026-01-01", "1.25")
        made.rate("EUR", "USD", "2026-06-01", "1.0812")
        made.rate("USD", "EUR", "2026-06-01", "0.5")
        made.rate("USD", "EUR", "2026-07-01", "0.9")
        made.rate("EUR", "JPY", "2026-01-01", "160")
        deleted = made.rate("EUR", "CHF", "2026-01-01", "2")
        made.session.rows(
            "UPDATE rate SET deleted_at = '2026-02-01T00:00:00.000Z' WHERE id = :id",
            {"id": deleted},
        )
    return database


@pytest.mark.parametrize(
    ("money", "to", "day", "expected"),
    [
        (Money(10000, "USD"), "EUR", "2026-01-01", 8000),  # 100 / 1.25, the first day of the rate
        (Money(10000, "USD"), "EUR", "2026-05-31", 8000),
        (Money(10000, "USD"), "EUR", "2026-06-01", 5000),  # of one day, the one this way round
        (Money(10000, "EUR"), "USD", "2026-06-01", 10812),
        (Money(10000, "EUR"), "USD", "2026-07-01", 11111),  # the later one, inverted: 100 / 0.9
        (Money(10000, "USD"), "EUR", "2027-01-01", 9000),
        (Money(1, "USD"), "EUR", "2026-06-01", 1),  # half a cent goes up
        (Money(1000, "JPY"), "EUR", "2026-01-01", 625),  # 1000 / 160 = 6.25
        (Money(8, "JPY"), "EUR", "2026-01-01", 5),
        (Money(333, "EUR"), "JPY", "2026-01-01", 533),  # 3.33 * 160 = 532.8
        (Money(123, "EUR"), "EUR", "1999-01-01", 123),  # no rate is needed
    ],
)
def test_convert(known: Database, money: Money, to: str, day: str, expected: int) -> None:
    assert rates.Rates(known, to).convert(money, day) == Money(expected, to)


@pytest.mark.parametrize(
    ("currency", "to", "day"),
    [
        ("USD", "EUR", "2025-12-31"),
        ("CHF", "EUR", "2026-06-01"),  # in the trash
        ("JPY", "USD", "2026-06-01"),  # never through a third currency
    ],
)
def test_no_rate(known: Database, currency: str, to: str, day: str) -> None:
    found = rates.Rates(known, to)
    assert found.convert(Money(1, currency), day) == Money(1, currency)
    assert found.quote(currency, day) is None
    assert found.missing == {currency: day}


def test_notes_name_the_rates_used(known: Database) -> None:
    used = rates.Rates(known, "EUR")
    assert used.notes() == []
    used.convert(Money(1, "EUR"), "2026-06-01")
    assert used.notes() == []
    used.convert(Money(1, "USD"), "2026-08-01")
    used.convert(Money(2, "USD"), "2026-02-01")
    used.convert(Money(3, "USD"), "2026-02-02")
    used.convert(Money(1, "JPY"), "2026-02-02")
    for code, day in (("CHF", "2026-03-02"), ("CHF", "2026-03-01"), ("USD", "2025-12-31")):
        used.convert(Money(1, code), day)
    apart = "or before: such amounts are shown apart"
    assert used.notes() == [
        "converted to EUR with 1 EUR = 1.25 USD (2026-01-01), 1 USD = 0.9 EUR (2026-07-01)",
        "converted to EUR with 1 EUR = 160 JPY (2026-01-01)",
        f"no exchange rate from CHF to EUR on 2026-03-01 {apart}"
        " (crm rate add CHF EUR RATE --on 2026-03-01)",
        f"no exchange rate from USD to EUR on 2025-12-31 {apart}"
        " (crm rate add USD EUR RATE --on 2025-12-31)",
    ]


def test_many_rates_are_summed_up(database: Database) -> None:
    with making(database) as made:
        for month in range(1, 8):
            made.rate("USD", "EUR", f"2026-{month:02}-01", f"0.9{month}")
    used = rates.Rates(database, "EUR")
    for month in range(1, 8):
        used.convert(Money(1, "USD"), f"2026-{month:02}-15")
    assert used.notes() == [
        "converted to EUR with 1 USD = 0.91 EUR (2026-01-01), 1 USD = 0.92 EUR (2026-02-01),"
        " 4 more (crm rate list), 1 USD = 0.97 EUR (2026-07-01)"
    ]
