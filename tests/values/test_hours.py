"""Working hours and days off, as a team writes them."""

from __future__ import annotations

from datetime import date

import pytest

from crm_cli.errors import BadValue
from crm_cli.values.hours import Holidays, read_holidays, read_hours

WEEK = "Mon-Fri 09:00-18:00"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (WEEK, WEEK),
        ("mon-fri 9-18", WEEK),
        ("Monday - Friday 9:00 - 18:00", WEEK),
        ("周一至周五 9:00-18:00", WEEK),
        ("Mon–Fri 09:00–18:00", WEEK),
        ("Mon-Fri 09:00-12:00 13:00-17:00, Sat 10:00-14:00",
         "Mon-Fri 09:00-12:00 13:00-17:00, Sat 10:00-14:00"),
        ("Mon-Fri 13:00-17:00, Mon-Fri 9-12", "Mon-Fri 09:00-12:00 13:00-17:00"),
        ("Sat-Sun 10-12", "Sat-Sun 10:00-12:00"),
        ("Fri-Mon 10-12", "Mon 10:00-12:00, Fri-Sun 10:00-12:00"),
        ("sun 0-24", "Sun 00:00-24:00"),
        ("24/7", "Mon-Sun 00:00-24:00"),
        ("mon 9-10; wed 9-10", "Mon 09:00-10:00, Wed 09:00-10:00"),
        ("tues 08:30-08:45", "Tue 08:30-08:45"),
    ],
)  # fmt: skip
def test_hours(text: str, canonical: str) -> None:
    found = read_hours(text)
    assert str(found) == canonical
    assert read_hours(str(found)) == found


def test_hours_by_weekday() -> None:
    days = read_hours("Tue 09:00-12:30 13:00-24:00").days
    assert days[0] == ()
    assert days[1] == ((540, 750), (780, 1440))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a part is empty"),
        ("Mon-Fri", "has no hours"),
        ("Mon-Fri 09:00-18:00,", "a part is empty"),
        ("Mo 9-18, Foo 9-18", '"Foo" is no weekday'),
        ("T 9-18", '"T" is no weekday'),
        ("Mon 9-25", "is no time of day"),
        ("Mon 9:60-10:00", "is no time of day"),
        ("Mon 9-24:30", "is no time of day"),
        ("Mon 18-9", "ends before it begins"),
        ("Mon 9-9", "ends before it begins"),
        ("Mon 9-12 11-14", "the hours of Mon overlap"),
        ("Mon 9am-5pm", "is no time from-to"),
        ("Mon-Wed-Fri 9-18", "is no range of weekdays"),
    ],
)
def test_hours_that_are_none(text: str, why: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_hours(text)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("2026-12-24", "2026-12-24"),
        ("2026-12-24..2026-12-26, 01-01", "2026-12-24..2026-12-26, 01-01"),
        ("1-1 12-25", "01-01, 12-25"),
        ("2027-04-02，2026-12-24 .. 2026-12-26", "2026-12-24..2026-12-26, 2027-04-02"),
        ("02-29", "02-29"),
    ],
)
def test_holidays(text: str, canonical: str) -> None:
    found = read_holidays(text)
    assert str(found) == canonical
    assert read_holidays(str(found)) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("24.12.2026", "is no day off"),
        ("2026-02-29", "is no day off"),
        ("02-30", "is no day off"),
        ("2026-12-26..2026-12-24", "ends before it begins"),
        ("2026-01-01..2028-01-01", "more than a year"),
        ("christmas", "is no day off"),
    ],
)
def test_holidays_that_are_none(text: str, why: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_holidays(text)
    assert why in str(caught.value)


def test_which_days_are_off() -> None:
    off = read_holidays("2026-12-24..2026-12-26, 01-01")
    assert [off.has(date(2026, 12, day)) for day in (23, 24, 25, 26, 27)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    assert off.has(date(1999, 1, 1))
    assert not Holidays().has(date(2026, 12, 25))
