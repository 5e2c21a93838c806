"""Days of the calendar: the arithmetic under the grammars of `dates`, and its refusals."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Literal, NamedTuple

from crm_cli.errors import BadValue
from crm_cli.values.text import check_text

Unit = Literal["day", "week", "month", "quarter", "year"]
Edge = Literal["start", "middle", "end"]

FIRST_YEAR = 1900
LAST_YEAR = 2200
LONGEST = 80
# ISO 8601 without colons, after its day: t100000z, t1000+0200.
_BASIC_TIME = re.compile(r"(?<=[0-9])t([0-9]{2})([0-9]{2})?([0-9]{2})?(?=[.,z+-]|$)")
NO_YEAR = 4  # of a date that was asked for without one; it has a 29 February

NO_HOURS = "hours and minutes give a time, and only a day is wanted here"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

DATE_HINT = (
    "write a date such as 2026-11-03, 3 Nov 2026, tomorrow, fri, next fri, in 2 weeks, "
    "eom or 下周五"
)
WHEN_HINT = (
    "write a time such as 15:00, 3pm, yesterday 15:00, fri 3pm, 2 hours ago, "
    "2026-11-03 15:00 or 明天下午3点"
)
PERIOD_HINT = (
    "write a period such as 2026-09, 2026-Q3, 2026-W47, last-week, this-month, 90d, 上个月 or "
    "2026-09-01..2026-09-30"
)

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}

# Full-width forms, dashes, and the traditional characters of words that dates are written with.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN |= {ord("\u3000"): ord(" "), ord("\u00a0"): ord(" "), ord("\u202f"): ord(" ")}
_PLAIN |= {ord(char): ord("-") for char in "‐‑‒–—−"}
_PLAIN |= {
    ord(old): ord(new)
    for old, new in zip(
        "週後點兩個號鐘鍾現剛禮時間這過來內當裡",
        "周后点两个号钟钟现刚礼时间这过来内当里",
        strict=True,
    )
}


class Asked(NamedTuple):
    """What was asked: the text as typed, the team's day, which direction is meant, what it is.

    With `yearless`, a day of the year is not the nearest one, but has the year `NO_YEAR`.
    """

    typed: str
    today: date
    past: bool
    what: str = "a date"
    hint: str = DATE_HINT
    yearless: bool = False

    def refuse(self, why: str, hint: str = "", **values: object) -> BadValue:
        """The error that says why the text is refused; `why` and `hint` are templates."""
        return BadValue(
            'cannot read "{typed}" as {what}: ' + why,
            hint=hint or self.hint,
            typed=self.typed[:LONGEST],
            what=self.what,
            **values,
        )


class When(NamedTuple):
    """A day in the team's zone, with the time of day when one was given."""

    day: date
    time: time | None


def plain(asked: Asked) -> str:
    """The typed text made simple: small letters, half-width, simplified, single spaces.

    A hyphen between letters is a space (last-week). BadValue when there is nothing in it, when it
    is too long, and when it cannot be stored.
    """
    check_text(asked.typed)
    text = " ".join(asked.typed.translate(_PLAIN).casefold().split())
    if not text:
        raise asked.refuse("it is empty")
    if len(text) > LONGEST:
        raise asked.refuse("it is longer than {longest} characters", longest=LONGEST)
    text = re.sub("(?<=[a-z])-(?=[a-z])", " ", text)
    return _BASIC_TIME.sub(lambda found: "t" + ":".join(filter(None, found.groups("00"))), text)


def real_day(asked: Asked, year: int, month: int, day: int) -> date:
    """The day; BadValue, with the reason, when the calendar has none or it is out of range."""
    in_range(asked, year)
    if not 1 <= month <= 12:
        raise asked.refuse("there is no month {month}", month=month)
    length = days_in(year, month)
    if day < 1:
        raise asked.refuse("there is no day {day}", day=day)
    if day > length:
        raise asked.refuse(
            "{month} {year} has {length} days", month=MONTHS[month - 1], year=year, length=length
        )
    return date(year, month, day)


def in_range(asked: Asked, year: int) -> None:
    """BadValue when the year is outside 1900 to 2200 (mostly a slip of the finger)."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise asked.refuse(
            "the year {year} is outside {first} to {last}",
            year=year,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )


def four_digits(asked: Asked, year: str) -> int:
    """The year as a number; BadValue when it has not four digits."""
    if len(year) != 4:
        raise asked.refuse(
            "the year must have four digits",
            hint="write all four digits of the year, as in 2026-11-03 or 3 Nov 2026",
        )
    return int(year)


def days_in(year: int, month: int) -> int:
    """The number of days of the month."""
    return (month_first(12 * year + month) - timedelta(days=1)).day


def month_first(index: int) -> date:
    """The first day of the month numbered `index`, which is 12 × year + month - 1."""
    return date(index // 12, index % 12 + 1, 1)


def span(today: date, unit: Unit, offset: int) -> tuple[date, date]:
    """First and last day of the week (ISO), month, quarter or year `offset` after today's own."""
    if unit in ("day", "week"):
        length = 7 if unit == "week" else 1
        first = today - timedelta(days=today.weekday() if unit == "week" else 0)
        first += timedelta(days=length * offset)
        return first, first + timedelta(days=length - 1)
    size = _MONTHS_IN[unit]
    index = ((12 * today.year + today.month - 1) // size + offset) * size
    return month_first(index), month_first(index + size) - timedelta(days=1)


def shift(asked: Asked, count: int, unit: Unit, start: date | None = None) -> date:
    """`count` units after `start` (today); a month after 31 January is the last of February."""
    day = start or asked.today
    try:
        if unit in ("day", "week"):
            moved = day + timedelta(days=count * (7 if unit == "week" else 1))
        else:
            first = month_first(12 * day.year + day.month - 1 + count * _MONTHS_IN[unit])
            moved = first.replace(day=min(day.day, days_in(first.year, first.month)))
    except (OverflowError, ValueError):
        raise asked.refuse(
            "the year is outside {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR
        ) from None
    in_range(asked, moved.year)
    return moved


def nearest(asked: Asked, at: Callable[[int], date]) -> date:
    """Of `at(0)` and its neighbour in the direction asked for, the first that is not beyond today.

    `at(k)` is the day in the month (year …) that is k after today's. Today itself is allowed.
    """
    day = at(0)
    if asked.past:
        return day if day <= asked.today else at(-1)
    return day if day >= asked.today else at(1)


def yearless(asked: Asked, month: int, day: int) -> date:
    """The nearest such day of the year in the direction asked for, today included."""
    if asked.yearless:
        if 1 <= month <= 12 and day > (length := days_in(NO_YEAR, month)):
            raise asked.refuse("{month} has {length} days", month=MONTHS[month - 1], length=length)
        return real_day(asked, 2000, month, day).replace(year=NO_YEAR)
    today = asked.today
    offset = _offset(asked, (month, day), (today.month, today.day))
    return real_day(asked, today.year + offset, month, day)


def monthless(asked: Asked, day: int) -> date:
    """The nearest such day of the month in the direction asked for, today included."""
    if asked.yearless:
        raise asked.refuse("it has no month")
    first = span(asked.today, "month", _offset(asked, (day,), (asked.today.day,)))[0]
    return real_day(asked, first.year, first.month, day)


def _offset(asked: Asked, wanted: tuple[int, ...], present: tuple[int, ...]) -> int:
    """0 when `wanted` lies in the present year or month, else that of the next or last one."""
    if asked.past:
        return -1 if wanted > present else 0
    return 1 if wanted < present else 0


def weekday_near(asked: Asked, weekday: int) -> date:
    """The next such weekday strictly after today; the last one strictly before for the past."""
    if asked.past:
        return asked.today - timedelta(days=(asked.today.weekday() - weekday - 1) % 7 + 1)
    return asked.today + timedelta(days=(weekday - asked.today.weekday() - 1) % 7 + 1)


def weekday_of(asked: Asked, weekday: int, weeks: int) -> date:
    """That weekday of the ISO week which is `weeks` after today's own."""
    return span(asked.today, "week", weeks)[0] + timedelta(days=weekday)


def weekend(asked: Asked, weeks: int | None) -> date:
    """Saturday of the ISO week `weeks` after today's; None: the coming one, today on a Sunday."""
    if weeks is not None:
        return weekday_of(asked, 5, weeks)
    if asked.past:
        raise asked.refuse(
            "a weekend has two days", hint="write the day: last sat, sun, 上周六 or 2026-11-21"
        )
    return max(weekday_of(asked, 5, 0), asked.today)


def edge(asked: Asked, which: Edge, unit: Unit, offset: int | None) -> date:
    """First, middle (15th) or last day of a unit; without an offset the nearest, today included."""

    def at(units: int) -> date:
        first, last = span(asked.today, unit, units)
        if which == "middle":
            return first.replace(day=15)
        return first if which == "start" else last

    if which == "middle" and unit != "month":
        raise asked.refuse("only a month has a middle here, its 15th")
    return nearest(asked, at) if offset is None else at(offset)


def edge_of_month(asked: Asked, which: Edge, month: int, year: int | None) -> date:
    """First, 15th or last day of a month of the year; without a year the nearest."""

    def at(offset: int) -> date:
        of_year = asked.today.year + offset if year is None else year
        first = real_day(asked, of_year, month, 1)
        return edge(asked._replace(today=first), which, "month", 0)

    return nearest(asked, at) if year is None else at(0)
