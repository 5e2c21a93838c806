"""Time that counts: elapsed seconds within a team's working hours, holidays left out.

Hours are those of the clock on the wall in the team's zone; what elapsed is measured in real
seconds, so that a night shift is an hour shorter when the clocks go forward.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import repeat
from operator import sub

from crm_cli.values.hours import Holidays, Hours

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86400
_days: dict[str, int] = {}


def epoch(text: str) -> float:
    """The seconds since 1970 of a stored moment ("2026-11-20T10:00:00.000Z")."""
    day = text[:10]
    start = _days.get(day)
    if start is None:
        start = _days[day] = (date.fromisoformat(day).toordinal() - _EPOCH) * _DAY
    return start + int(text[11:13]) * 3600 + int(text[14:16]) * 60 + float(text[17:-1])


class Calendar:
    """The working time between two moments; made for the years in which they lie."""

    def __init__(self, hours: Hours, holidays: Holidays, zone: tzinfo) -> None:
        self.hours, self.holidays, self.zone = hours, holidays, zone
        self._first = self._last = 0  # the years that are known: from, and before
        # When each span starts; and, one place further, when it ends and how much of the time
        # since the first known moment was lost to leisure until then.
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._lost: list[float] = []

    def seconds(self, start: float, end: float) -> float:
        """The working seconds from `start` to `end` (seconds since 1970); 0 when they are turned.

        The moments are in the years 1901 to 2199.
        """
        if end <= start:
            return 0.0
        self._cover(start, end)
        return self._until(end) - self._until(start)

    def all_seconds(self, starts: Sequence[float], ends: Sequence[float]) -> list[float]:
        """`seconds` of many pairs, none of them turned, in one go: a report asks 200,000 times."""
        if not starts:
            return []
        self._cover(min(starts), max(ends))
        return list(map(sub, self._all_until(ends), self._all_until(starts)))

    def _until(self, moment: float) -> float:
        """The working seconds from the first known day on."""
        return self._all_until((moment,))[0]

    def _all_until(self, moments: Sequence[float]) -> list[float]:
        # The place after the span that began last; its end is where a later moment counts to.
        places = map(bisect_right, repeat(self._starts), moments)
        ends, lost = self._ends, self._lost
        return [
            (moment if moment < ends[place] else ends[place]) - lost[place]
            for place, moment in zip(places, moments, strict=True)
        ]

    def _cover(self, start: float, end: float) -> None:
        if self._first <= start and end < self._last:
            return
        # A day more on each side: the zone's year is not that of UTC.
        first = date.fromordinal(int(start // _DAY) + _EPOCH - 2).year
        last = date.fromordinal(int(end // _DAY) + _EPOCH + 2).year
        if self._last:
            first = min(first, date.fromordinal(self._first // _DAY + _EPOCH + 2).year)
            last = max(last, date.fromordinal(self._last // _DAY + _EPOCH - 2).year)
        self._build(date(first, 1, 1), date(last, 12, 31))

    def _build(self, first: date, last: date) -> None:
        self._first = (first.toordinal() - _EPOCH + 1) * _DAY
        self._last = (last.toordinal() - _EPOCH - 1) * _DAY
        # Before the first span there is an empty one.
        self._starts, self._ends, self._lost = [], [self._first], [float(self._first)]
        worked = 0.0
        day = first
        while day <= last:
            spans = self.hours.days[day.weekday()]
            if spans and not self.holidays.has(day):
                midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
                for span in spans:
                    # Adding to a local time moves the clock on the wall; `timestamp` then knows
                    # the zone's rule of that moment.
                    start, end = (
                        (midnight + timedelta(minutes=minutes)).timestamp() for minutes in span
                    )
                    if end > start:
                        self._starts.append(start)
                        self._ends.append(end)
                        self._lost.append(start - worked)
                        worked += end - start
            day += timedelta(days=1)
