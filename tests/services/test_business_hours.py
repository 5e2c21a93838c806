"""Time within working hours: weekends, holidays, pauses, and clocks that are put forward and back.

In Berlin the clock went from 02:00 to 03:00 on Sunday 2026-03-29, and goes from 03:00 to 02:00 on
Sunday 2026-10-25. The times below are local ones.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from crm_cli.services.business_hours import Calendar, epoch
from crm_cli.values.hours import read_holidays, read_hours

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = "Mon-Fri 09:00-18:00"


def seconds(
    hours: str, start: str, end: str, *, off: str = "", zone: str = "Europe/Berlin"
) -> float:
    """The working seconds between two local times."""
    place = ZoneInfo(zone)
    calendar = Calendar(read_hours(hours), read_holidays(off), place)
    moments = (datetime.fromisoformat(text).replace(tzinfo=place).timestamp()
               for text in (start, end))  # fmt: skip
    return calendar.seconds(*moments)


@pytest.mark.parametrize(
    ("hours", "start", "end", "expected"),
    [
        # Within a day, before it, after it, all around it.
        (WEEK, "2026-11-20 10:00", "2026-11-20 11:30", 5400),
        (WEEK, "2026-11-20 07:00", "2026-11-20 09:30", 1800),
        (WEEK, "2026-11-20 17:00", "2026-11-20 23:00", 3600),
        (WEEK, "2026-11-20 00:00", "2026-11-21 00:00", 9 * 3600),
        (WEEK, "2026-11-20 19:00", "2026-11-20 20:00", 0),
        # At the very ends.
        (WEEK, "2026-11-20 09:00", "2026-11-20 18:00", 9 * 3600),
        (WEEK, "2026-11-20 18:00", "2026-11-23 09:00", 0),
        (WEEK, "2026-11-20 17:59:30", "2026-11-23 09:00:15", 45),
        # Over a weekend: Friday 17:00 to Monday 10:00.
        (WEEK, "2026-11-20 17:00", "2026-11-23 10:00", 7200),
        # All of it on a weekend.
        (WEEK, "2026-11-21 10:00", "2026-11-22 20:00", 0),
        # A whole week, and a whole year: 2025 has 261 weekdays.
        (WEEK, "2026-11-16 00:00", "2026-11-23 00:00", 45 * 3600),
        (WEEK, "2025-01-01 00:00", "2026-01-01 00:00", 261 * 9 * 3600),
        # With a pause at noon.
        ("Mon-Fri 09:00-12:00 13:00-17:00", "2026-11-20 11:00", "2026-11-20 14:00", 7200),
        ("Mon-Fri 09:00-12:00 13:00-17:00", "2026-11-20 12:15", "2026-11-20 12:45", 0),
        # Turned round, and no time at all.
        (WEEK, "2026-11-20 12:00", "2026-11-20 11:00", 0),
        (WEEK, "2026-11-20 12:00", "2026-11-20 12:00", 0),
        # The clock put forward: that Sunday has 23 hours, its night shift an hour less.
        ("24/7", "2026-03-29 00:00", "2026-03-30 00:00", 23 * 3600),
        ("Sun 00:00-06:00", "2026-03-28 12:00", "2026-03-29 12:00", 5 * 3600),
        ("Sun 02:00-03:00", "2026-03-28 12:00", "2026-03-29 12:00", 0),
        # And back: 25 hours, an hour more.
        ("24/7", "2026-10-25 00:00", "2026-10-26 00:00", 25 * 3600),
        ("Sun 00:00-06:00", "2026-10-24 12:00", "2026-10-25 12:00", 7 * 3600),
        # Day hours are the same before and after.
        (WEEK, "2026-03-27 17:00", "2026-03-30 10:00", 7200),
        (WEEK, "2026-10-23 17:00", "2026-10-26 10:00", 7200),
        # Over New Year.
        (WEEK, "2025-12-31 17:00", "2026-01-02 10:00", 3600 + 9 * 3600 + 3600),
    ],
)  # fmt: skip
def test_seconds(hours: str, start: str, end: str, expected: float) -> None:
    assert seconds(hours, start, end) == expected


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        ("", 18 * 3600),
        ("2025-12-25", 9 * 3600),
        ("12-25", 9 * 3600),
        ("2025-12-24..2025-12-26", 0),
        ("2025-12-27", 18 * 3600),
    ],
)
def test_holidays_do_not_count(off: str, expected: float) -> None:
    """Thursday 2025-12-25 and Friday 2025-12-26."""
    assert seconds(WEEK, "2025-12-25 00:00", "2025-12-27 00:00", off=off) == expected


def test_another_zone() -> None:
    """09:00 to 18:00 in Shanghai is 01:00 to 10:00 UTC."""
    calendar = Calendar(read_hours(WEEK), read_holidays(""), ZoneInfo("Asia/Shanghai"))
    start, end = epoch("2026-11-20T00:00:00.000Z"), epoch("2026-11-20T03:30:00.000Z")
    assert calendar.seconds(start, end) == 2.5 * 3600


def test_epoch() -> None:
    assert epoch("1970-01-01T00:00:00.000Z") == 0
    assert epoch("1969-12-31T23:59:59.500Z") == -0.5
    # 2026-11-20 is 20,777 days after 1970-01-01: 56 years with 14 leap days, and 323 days.
    assert 56 * 365 + 14 + 323 == 20777
    assert epoch("2026-11-20T10:00:01.250Z") == 20777 * 86400 + 36001.25


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])
def test_against_counting_every_minute(zone: str) -> None:
    """Ten spans of up to two weeks, minute by minute, by the clock on the wall."""
    place, dice = ZoneInfo(zone), Random(5)
    hours = read_hours("Mon-Thu 08:30-12:00 13:00-17:15, Sat 22:00-24:00, Sun 00:00-04:00")
    off = read_holidays("2026-03-31, 10-26")
    calendar = Calendar(hours, off, place)
    for _ in range(10):
        start = datetime(2026, dice.choice([3, 10]), dice.randint(1, 28), tzinfo=ZoneInfo("UTC"))
        start += timedelta(minutes=dice.randint(0, 1440))
        length = dice.randint(0, 14 * 1440)
        counted = 0
        for minute in range(length):
            local = (start + timedelta(minutes=minute)).astimezone(place)
            at = local.hour * 60 + local.minute
            if not off.has(local.date()):
                counted += any(a <= at < b for a, b in hours.days[local.weekday()])
        first = start.timestamp()
        assert calendar.seconds(first, first + length * 60) == counted * 60


def test_years_are_added_when_asked_for() -> None:
    calendar = Calendar(read_hours(WEEK), read_holidays(""), BERLIN)
    day = 86400
    late = epoch("2026-11-16T00:00:00.000Z")
    early = epoch("1999-11-15T00:00:00.000Z")
    assert calendar.seconds(late, late + 7 * day) == 45 * 3600
    assert calendar.seconds(early, early + 7 * day) == 45 * 3600
    assert calendar.seconds(late, late + 7 * day) == 45 * 3600
