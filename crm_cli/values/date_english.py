"""Dates in English: named months, weekdays, distances, and the edges of weeks, months and years."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import cast

from crm_cli.values.days import (
    NO_HOURS,
    WEEKDAYS,
    Asked,
    Edge,
    Unit,
    edge,
    edge_of_month,
    four_digits,
    in_range,
    monthless,
    real_day,
    shift,
    span,
    weekday_near,
    weekday_of,
    weekend,
    yearless,
)

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\.?"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBERS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
# A number in front of a unit: a word needs the space ("am" is not "a month").
COUNT = f"(?:(?:{'|'.join(_NUMBERS)})(?= )|[0-9]{{1,5}})"
UNIT = "(?:d|days?|w|wks?|weeks?|m|mo|mos|months?|q|quarters?|y|yrs?|years?|fortnights?)"
_NEAR = {"today": 0, "now": 0, "tonight": 0, "eod": 0, "end of day": 0, "end of the day": 0}
_NEAR |= {"tomorrow": 1, "tmr": 1, "tmrw": 1, "yesterday": -1}
_NEAR |= {"day after tomorrow": 2, "day before yesterday": -2}
_OFFSETS = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1}
_EDGES: dict[str, Edge] = {"s": "start", "e": "end"}


def weekday_number(word: str) -> int:
    """0 for a Monday … 6, by the first three letters."""
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(word[:3])


def month_number(word: str) -> int:
    """1 for January … 12, by the first three letters."""
    return "janfebmaraprmayjunjulaugsepoctnovdec".index(word[:3]) // 3 + 1


def count_of(word: str) -> int:
    """The number: digits, or a word from "a" to "twelve"."""
    return _NUMBERS.get(word) or int(word)


def unit_of(word: str) -> Unit:
    """The unit that a word of `UNIT` names (a fortnight is two weeks: see `distance`)."""
    return cast(
        Unit, {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}[word[:1]]
    )


def english_named(asked: Asked, text: str) -> date | None:
    """A day with its month's name: "3 Nov 2026", "November 3rd, 2026", "Nov 3"."""
    day = "([0-9]{1,2})(?:st|nd|rd|th)?"
    year = "(?:,? ?-?([0-9]{2,4}))?"
    if match := re.fullmatch(f"(?:the )?{day}(?: of)?[ -]?({MONTH}){year}", text):
        number, month, of_year = match.groups()
    elif match := re.fullmatch(f"({MONTH})[ -]?(?:the )?{day}(?:(?:, ?| |-)([0-9]{{2,4}}))?", text):
        month, number, of_year = match.groups()
    elif match := re.fullmatch(f"([0-9]{{4}}),?[ -]?({MONTH})[ -]?{day}", text):
        of_year, month, number = match.groups()
    else:
        return None
    if of_year is None:
        return yearless(asked, month_number(month), int(number))
    return real_day(asked, four_digits(asked, of_year), month_number(month), int(number))


def english_day(asked: Asked, text: str) -> date | None:
    """The day that English words name as seen from today; None when they name none."""
    text = text.removeprefix("the ")
    if text in _NEAR:
        return asked.today + timedelta(days=_NEAR[text])
    if match := re.fullmatch("([0-9]{1,2})(?:st|nd|rd|th)", text):
        return monthless(asked, int(match[1]))
    return _weekday(asked, text) or english_distance(asked, text) or _edge(asked, text)


def _weekday(asked: Asked, text: str) -> date | None:  # noqa: PLR0911 - a return for each form
    if match := re.fullmatch(WEEKDAY, text):
        return weekday_near(asked, weekday_number(text))
    if match := re.fullmatch(f"(last|previous|this|next|coming|past) ({WEEKDAY})", text):
        which, number = match[1], weekday_number(match[2])
        if which in ("coming", "past"):
            return weekday_near(asked._replace(past=which == "past"), number)
        day = weekday_of(asked, number, _OFFSETS[which])
        if which == "this" and day < asked.today and not asked.past:
            raise asked.refuse(
                "{name} of this week is past ({day})",
                hint="write {short} or {next} for the coming one, {day} for the past one",
                name=WEEKDAYS[number],
                short=WEEKDAYS[number][:3].lower(),
                day=day.isoformat(),
                next=(day + timedelta(days=7)).isoformat(),
            )
        return day
    if match := re.fullmatch(f"({WEEKDAY})(?: of)? (last|this|next) week", text):
        return weekday_of(asked, weekday_number(match[1]), _OFFSETS[match[2]])
    if match := re.fullmatch(f"(last|this|next) week(?: on)? ({WEEKDAY})", text):
        return weekday_of(asked, weekday_number(match[2]), _OFFSETS[match[1]])
    if match := re.fullmatch("(?:(last|this|next) )?weekend", text):
        this = match[1] in (None, "this")
        return weekend(asked, None if this else _OFFSETS[match[1]])
    return None


def english_distance(asked: Asked, text: str) -> date | None:
    """The day so far from today: in 2 weeks, 3 days ago, +2w, 2w. BadValue for hours."""
    if match := re.fullmatch(f"in ({COUNT}) ?({UNIT})", text):
        sign = 1
    elif match := re.fullmatch(f"({COUNT}) ?({UNIT}) (ago|from now|from today|later|hence)", text):
        sign = -1 if match[3] == "ago" else 1
    elif match := re.fullmatch(f"([+-]) ?([0-9]{{1,5}}) ?({UNIT})", text):
        return distance(asked, match[2], match[3], -1 if match[1] == "-" else 1)
    elif match := re.fullmatch(f"([0-9]{{1,5}}) ?({UNIT})", text):
        sign = -1 if asked.past else 1
    elif re.fullmatch(
        r"(?:in |[+-] ?)?(?:an?|half an|[0-9.]+) ?(?:h|hrs?|hours?|mins?|minutes?)"
        "(?: ago| from now| later)?",
        text,
    ):
        raise asked.refuse(NO_HOURS)
    else:
        return None
    return distance(asked, match[1], match[2], sign)


def distance(asked: Asked, count: str, unit: str, sign: int) -> date:
    """So many units after today (before it, with sign -1)."""
    if unit.startswith("fortnight"):
        return shift(asked, sign * 2 * count_of(count), "week")
    return shift(asked, sign * count_of(count), unit_of(unit))


def _edge(asked: Asked, text: str) -> date | None:  # noqa: PLR0911 - a return for each form
    if match := re.fullmatch("([se])o([wmqy])", text):
        return edge(asked, _EDGES[match[1]], unit_of(match[2]), None)
    if text in ("week after next", "month after next"):
        return span(asked.today, unit_of(text), 2)[0]
    if match := re.fullmatch("next (week|month|quarter|year)", text):
        return span(asked.today, unit_of(match[1]), 1)[0]
    if match := re.fullmatch("(?:(last|this|next) )?(week|month|quarter|year) end", text):
        if match[2] == "week":
            return english_day(asked, text.replace("week end", "weekend"))
        return edge(asked, "end", unit_of(match[2]), _OFFSETS.get(match[1]))
    match = re.fullmatch(
        f"(start|beginning|middle|mid|end)(?: of)?(?: the)?(?: (last|this|next))?"
        f" (?:(week|month|quarter|year)|({MONTH})(?:,? ([0-9]{{4}}))?)",
        text,
    )
    if match is None:
        return None
    word, offset, unit, month, year = match.groups()
    which: Edge = "end" if word == "end" else "middle" if word.startswith("mid") else "start"
    if unit:
        return edge(asked, which, unit_of(unit), _OFFSETS.get(offset))
    if offset:
        return None
    if year:
        in_range(asked, int(year))
    return edge_of_month(asked, which, month_number(month), int(year) if year else None)
