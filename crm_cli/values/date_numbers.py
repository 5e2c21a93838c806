"""Dates written in numbers: ISO 8601, year first, day first with dots, and the doubtful rest."""

from __future__ import annotations

import re
from datetime import date

from crm_cli.values.days import (
    MONTHS,
    NO_YEAR,
    Asked,
    four_digits,
    in_range,
    real_day,
    yearless,
)


def numeric_day(asked: Asked, text: str) -> date | None:  # noqa: PLR0911 - a return for each form
    """The day that `text` (plain) writes in numbers; None when it is not of that form.

    BadValue when the calendar has no such day, and when day and month cannot be told apart.
    """
    if match := re.fullmatch(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", text):
        return real_day(asked, int(match[1]), int(match[3]), int(match[4]))
    if match := re.fullmatch("([0-9]{4})([0-9]{2})([0-9]{2})", text):
        return real_day(asked, int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch("([0-9]{4})-?w([0-9]{2})-?([0-9])", text):
        return _week_day(asked, int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{1,4})", text):
        year = four_digits(asked, match[4])
        if match[2] == ".":
            return real_day(asked, year, int(match[3]), int(match[1]))
        return _either_order(asked, int(match[1]), int(match[3]), year)
    if match := re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.", text):
        return yearless(asked, int(match[2]), int(match[1]))
    if match := re.fullmatch("([0-9]{1,2})[-/.]([0-9]{1,2})", text):
        return _either_order(asked, int(match[1]), int(match[2]), None)
    return None


def _week_day(asked: Asked, year: int, week: int, weekday: int) -> date:
    in_range(asked, year)
    try:
        return date.fromisocalendar(year, week, weekday)
    except ValueError:
        raise asked.refuse(
            "{year} has no day {weekday} in a week {week}", year=year, week=week, weekday=weekday
        ) from None


def _either_order(asked: Asked, one: int, two: int, year: int | None) -> date:
    """The day when only one of day/month and month/day is possible (or both are the same)."""

    def day(month: int, number: int) -> date:
        if year is None:
            return yearless(asked, month, number)
        return real_day(asked, year, month, number)

    if one > 12 and two > 12:
        raise asked.refuse("neither {one} nor {two} is a month", one=one, two=two)
    if one == two or two > 12:
        return day(one, two)
    if one > 12:
        return day(two, one)
    if 0 in (one, two):
        raise asked.refuse("there is no day 0 and no month 0")
    raise asked.refuse(
        "it could be {one} {month_two} or {two} {month_one}",
        hint="write {first} or {second}, or name the month: {one} {short}",
        one=one,
        two=two,
        month_one=MONTHS[one - 1],
        month_two=MONTHS[two - 1],
        short=MONTHS[two - 1][:3],
        first=_iso(day(two, one)),
        second=_iso(day(one, two)),
    )


def _iso(day: date) -> str:
    return f"--{day:%m-%d}" if day.year == NO_YEAR else day.isoformat()
