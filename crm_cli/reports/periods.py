"""The period of a report: how it is given, the one before it, and its weeks and months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crm_cli.book import Book
from crm_cli.errors import UsageError
from crm_cli.values.dates import day_start, read_date, read_period
from crm_cli.values.days import month_first

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def dates(self) -> dict[str, str]:
        """The parameters of a statement on days: `since` and `until`, both included."""
        return {"since": self.first.isoformat(), "until": self.last.isoformat()}

    def moments(self, book: Book) -> dict[str, str]:
        """The parameters of a statement on times: from `start`, and before `end`."""
        return {
            "start": day_start(self.first, book.zone),
            "end": day_start(self.last + ONE_DAY, book.zone),
        }

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def choose(
    book: Book, default: str, period: str | None, since: str | None, until: str | None
) -> Period:
    """The period that was asked for, or the default one.

    `--since` alone goes on to today. Raises UsageError for two answers to the same question, for
    an end before the beginning, and for an end alone; BadValue for what cannot be read.
    """
    if period and (since or until):
        raise UsageError(
            "--period and --since say the same thing twice",
            hint="give one of them: --period 2026-Q3, or --since 2026-07-01 --until 2026-09-30",
        )
    if until and not since:
        raise UsageError(
            "--until needs --since", hint="--since 2026-01-01 --until {until}", until=until
        )
    if not since:
        return Period(*read_period(period or default, today=book.today))
    first = read_date(since, today=book.today, prefer="past")
    last = read_date(until, today=book.today, prefer="past") if until else book.today
    if last < first:
        raise UsageError(
            "the period ends ({last}) before it begins ({first})",
            hint="exchange --since and --until",
            first=first.isoformat(),
            last=last.isoformat(),
        )
    return Period(first, last)


def before(period: Period) -> Period:
    """The same length of time right before: whole months before whole months, else days."""
    last = period.first - ONE_DAY
    if period.first.day == 1 and (period.last + ONE_DAY).day == 1:
        months = _month(period.last) - _month(period.first) + 1
        return Period(month_first(_month(period.first) - months), last)
    return Period(period.first - timedelta(days=period.days), last)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def weeks(period: Period) -> Iterator[tuple[str, Period]]:
    """The ISO weeks of a period by name ("2026-W47"), the first and last one cut to it."""
    day = period.first
    while day <= period.last:
        year, week, weekday = day.isocalendar()
        end = min(day + timedelta(days=7 - weekday), period.last)
        yield f"{year}-W{week:02}", Period(day, end)
        day = end + ONE_DAY


def months(period: Period) -> Iterator[tuple[str, Period]]:
    """The calendar months of a period by name ("2026-11"), the first and last one cut to it."""
    day = period.first
    while day <= period.last:
        end = min(month_first(_month(day) + 1) - ONE_DAY, period.last)
        yield f"{day:%Y-%m}", Period(day, end)
        day = end + ONE_DAY


def days(period: Period) -> Iterator[tuple[str, Period]]:
    """The days of a period by name ("2026-11-20")."""
    day = period.first
    while day <= period.last:
        yield day.isoformat(), Period(day, day)
        day += ONE_DAY
