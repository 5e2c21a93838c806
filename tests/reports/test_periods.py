"""Periods: how they are chosen, the one before, and their weeks and months."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_cli.book import Book
from crm_cli.errors import BadValue, UsageError
from crm_cli.reports import periods
from crm_cli.reports.periods import Period

BERLIN = ZoneInfo("Europe/Berlin")
BOOK = Book(datetime(2026, 11, 20, 11, tzinfo=BERLIN), BERLIN, "EUR", "DE", "", 30, 90)


def period(text: str) -> Period:
    first, _, last = text.partition(" to ")
    return Period(date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "2026-08-23 to 2026-11-20"),  # the default, 90d: today and the 89 days before
        ({"period": "2026-Q3"}, "2026-07-01 to 2026-09-30"),
        ({"period": "last-week"}, "2026-11-09 to 2026-11-15"),
        ({"period": "this-month"}, "2026-11-01 to 2026-11-30"),
        ({"period": "2026-09"}, "2026-09-01 to 2026-09-30"),
        ({"since": "2026-11-03"}, "2026-11-03 to 2026-11-20"),
        ({"since": "2026-11-03", "until": "2026-11-03"}, "2026-11-03"),
        ({"since": "fri", "until": "today"}, "2026-11-13 to 2026-11-20"),
    ],
)
def test_choose(given: dict[str, str], expected: str) -> None:
    asked = {"period": None, "since": None, "until": None} | given
    assert periods.choose(BOOK, "90d", **asked) == period(expected)


@pytest.mark.parametrize(
    "given",
    [
        {"period": "2026-09", "since": "2026-09-01"},
        {"until": "2026-09-01"},
        {"since": "2026-09-02", "until": "2026-09-01"},
    ],
)
def test_choose_refuses(given: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        periods.choose(BOOK, "90d", **({"period": None, "since": None, "until": None} | given))
    assert caught.value.hint


def test_choose_unreadable() -> None:
    with pytest.raises(BadValue):
        periods.choose(BOOK, "90d", "soon", None, None)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("2026-09-01 to 2026-09-30", "2026-08-01 to 2026-08-31"),  # a month before a month
        ("2026-03-01 to 2026-03-31", "2026-02-01 to 2026-02-28"),
        ("2026-01-01 to 2026-12-31", "2025-01-01 to 2025-12-31"),
        ("2026-07-01 to 2026-09-30", "2026-04-01 to 2026-06-30"),
        ("2026-11-09 to 2026-11-15", "2026-11-02 to 2026-11-08"),
        ("2026-11-01 to 2026-11-20", "2026-10-12 to 2026-10-31"),  # 20 days before 20 days
        ("2026-11-20", "2026-11-19"),
        ("2026-01-01 to 2026-01-31", "2025-12-01 to 2025-12-31"),
    ],
)
def test_before(now: str, before: str) -> None:
    assert periods.before(period(now)) == period(before)


def test_weeks_are_iso_weeks_cut_to_the_period() -> None:
    # 2026 has 53 ISO weeks: 2027-01-01 is a Friday of the 53rd.
    assert list(periods.weeks(period("2026-12-31 to 2027-01-05"))) == [
        ("2026-W53", period("2026-12-31 to 2027-01-03")),
        ("2027-W01", period("2027-01-04 to 2027-01-05")),
    ]


def test_months_and_days() -> None:
    assert list(periods.months(period("2025-12-30 to 2026-02-01"))) == [
        ("2025-12", period("2025-12-30 to 2025-12-31")),
        ("2026-01", period("2026-01-01 to 2026-01-31")),
        ("2026-02", period("2026-02-01")),
    ]
    assert [name for name, _ in periods.days(period("2026-02-28 to 2026-03-01"))] == [
        "2026-02-28",
        "2026-03-01",
    ]


def test_moments_are_those_of_the_zone() -> None:
    # Berlin is at +02:00 until 25 October 2026, then at +01:00.
    assert period("2026-10-25").moments(BOOK) == {
        "start": "2026-10-24T22:00:00.000Z",
        "end": "2026-10-25T23:00:00.000Z",
    }
