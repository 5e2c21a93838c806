"""When a team works: "Mon-Fri 09:00-18:00, Sat 10:00-14:00", and the days on which it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from crm_cli.errors import BadValue
from crm_cli.values.text import brief, fold

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS_HINT = "write Mon-Fri 09:00-18:00, or Mon-Fri 09:00-12:00 13:00-17:00, Sat 10:00-14:00"
HOLIDAYS_HINT = "write days such as 2026-12-24..2026-12-26, 2027-04-02, or 01-01 for every year"
_CHINESE = "一二三四五六日"
_MIDNIGHT = 24 * 60

Span = tuple[int, int]


class Hours(NamedTuple):
    """For each weekday from Monday on, from when to when in minutes of the day."""

    days: tuple[tuple[Span, ...], ...]

    def __str__(self) -> str:
        parts: list[str] = []
        day = 0
        while day < 7:
            last = day
            while last < 6 and self.days[last + 1] == self.days[day]:
                last += 1
            if self.days[day]:
                name = DAYS[day] if last == day else f"{DAYS[day]}-{DAYS[last]}"
                spans = " ".join(f"{_clock(a)}-{_clock(b)}" for a, b in self.days[day])
                parts.append(f"{name} {spans}")
            day = last + 1
        return ", ".join(parts)


class Holidays(NamedTuple):
    """Ranges of days (the first and the last), and days of every year (month, day)."""

    ranges: tuple[tuple[date, date], ...] = ()
    yearly: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        single = [
            first.isoformat() if first == last else f"{first}..{last}"
            for first, last in self.ranges
        ]
        return ", ".join(single + [f"{month:02}-{day:02}" for month, day in self.yearly])

    def has(self, day: date) -> bool:
        """Whether this is a day off."""
        if (day.month, day.day) in self.yearly:
            return True
        return any(first <= day <= last for first, last in self.ranges)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_hours(text: str) -> Hours:
    """The working hours that `text` writes. Raises BadValue, with the reason."""
    if fold(text).replace(" ", "") in ("24/7", "always"):
        return Hours((((0, _MIDNIGHT),),) * 7)
    found: list[list[Span]] = [[] for _ in DAYS]
    for part in re.split("[,;，；]", text):
        words = re.sub(r"\s*[-–—~至到]\s*", "-", part).split()
        if len(words) < 2:
            raise _bad(
                text, f'"{brief(part.strip())}" has no hours' if words else "a part is empty"
            )
        spans = [_span(word, text) for word in words[1:]]
        for day in _weekdays(words[0], text):
            found[day] += spans
    for day, spans in enumerate(found):
        spans.sort()
        if any(one[1] > two[0] for one, two in pairwise(spans)):
            raise _bad(text, f"the hours of {DAYS[day]} overlap")
    return Hours(tuple(tuple(spans) for spans in found))


def _bad(text: str, why: str, hint: str = HOURS_HINT) -> BadValue:
    return BadValue(
        'cannot read "{text}" as working hours: {why}', hint=hint, text=brief(text), why=why
    )


def _weekdays(word: str, text: str) -> Iterator[int]:
    names = word.split("-")
    if len(names) > 2:
        raise _bad(text, f'"{brief(word)}" is no range of weekdays')
    first, last = _weekday(names[0], text), _weekday(names[-1], text)
    for step in range((last - first) % 7 + 1):
        yield (first + step) % 7


def _weekday(name: str, text: str) -> int:
    key = fold(name).rstrip(".")
    if re.fullmatch("(周|星期|礼拜)[一二三四五六日天]", key):
        return _CHINESE.index(key[-1].replace("天", "日"))
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if len(key) >= 2:
        for number, known in enumerate(full):
            if known.startswith(key):
                return number
    raise _bad(text, f'"{brief(name)}" is no weekday')


def _span(word: str, text: str) -> Span:
    match = re.fullmatch("([0-9]{1,2})(?::([0-9]{2}))?-([0-9]{1,2})(?::([0-9]{2}))?", word)
    if not match:
        raise _bad(text, f'"{brief(word)}" is no time from-to, such as 09:00-18:00')
    hours, minutes, to_hours, to_minutes = (int(part or 0) for part in match.groups())
    start, end = hours * 60 + minutes, to_hours * 60 + to_minutes
    if minutes > 59 or to_minutes > 59 or end > _MIDNIGHT:
        raise _bad(text, f'"{brief(word)}" is no time of day')
    if end <= start:
        raise _bad(
            text,
            f'"{word}" ends before it begins',
            "over midnight: Mon 22:00-24:00, Tue 00:00-06:00",
        )
    return start, end


def read_holidays(text: str) -> Holidays:
    """The days off that `text` lists: days, ranges of days, days of every year; none when empty.

    Raises BadValue, with the reason.
    """
    ranges: list[tuple[date, date]] = []
    yearly: list[tuple[int, int]] = []
    for part in re.split(r"[,;，；\s]+", re.sub(r"\s*\.\.\s*", "..", text.strip())):
        if not part:
            continue
        if match := re.fullmatch("([0-9]{1,2})-([0-9]{1,2})", part):
            _day(f"2024-{int(match[1]):02}-{int(match[2]):02}", part)  # 2024 has a 29 February
            yearly.append((int(match[1]), int(match[2])))
            continue
        names = part.split("..")
        if len(names) > 2:
            raise _no_day(part)
        first, last = _day(names[0], part), _day(names[-1], part)
        if last < first:
            raise BadValue(
                '"{part}" ends before it begins', hint="exchange the two days", part=part
            )
        if last - first > timedelta(days=366):
            raise BadValue('"{part}" is more than a year', hint=HOLIDAYS_HINT, part=part)
        ranges.append((first, last))
    return Holidays(tuple(sorted(set(ranges))), tuple(sorted(set(yearly))))


def _day(text: str, part: str) -> date:
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _no_day(part)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _no_day(part) from error


def _no_day(part: str) -> BadValue:
    return BadValue('"{part}" is no day off', hint=HOLIDAYS_HINT, part=brief(part))
