"""Periods: 2026-09, 2026-Q3, last-week, 90d, 上个月. Both days are included.

A rolling length ends today: 90d is today and the 89 days before it, 12w is 84 days, 6m begins the
day after the same day six months ago. A month, quarter or week without its year is the latest one
that has begun.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from crm_cli.values.date_chinese import WHICH, offset_of, year_of
from crm_cli.values.date_english import COUNT, MONTH, UNIT, count_of, month_number, unit_of
from crm_cli.values.days import Asked, Unit, in_range, nearest, real_day, shift, span
from crm_cli.values.numerals import NUMBER, ORDINAL, whole_number

Period = tuple[date, date]
_OFFSETS = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1}
_UNITS_ZH: dict[str, Unit] = {"天": "day", "日": "day", "周": "week", "星期": "week"}
_UNITS_ZH |= {"礼拜": "week", "月": "month", "季": "quarter", "季度": "quarter", "年": "year"}
_YEARS_ZH = "([0-9]{4}|[零〇一二三四五六七八九]{4})年|(今年|明年|后年|去年|前年)"


def find_period(asked: Asked, text: str) -> Period | None:
    """The period of more than a day that `text` (made plain) names; None when there is none."""
    close = text.replace(" ", "")
    return (
        _named(asked, text)
        or _english(asked, text)
        or _chinese_named(asked, close)
        or _chinese(asked, close)
    )


def _named(asked: Asked, text: str) -> Period | None:  # noqa: PLR0911 - a return for each form
    """2026, 2026-09, Sep 2026, 2026-Q3, 2026-H1, 2026-W47, each but the first without its year."""
    if re.fullmatch("(?:19|20|21|22)[0-9]{2}", text):
        return _unit(asked, "year", int(text), 1)
    if match := re.fullmatch("([0-9]{4})[-/.]([0-9]{1,2})", text):
        return _unit(asked, "month", int(match[1]), int(match[2]))
    if match := re.fullmatch(f"({MONTH})(?:,? ?([0-9]{{4}}))?", text):
        return _unit(asked, "month", _year(match[2]), month_number(match[1]))
    if match := re.fullmatch(f"([0-9]{{4}}) ({MONTH})", text):
        return _unit(asked, "month", int(match[1]), month_number(match[2]))
    if match := re.fullmatch("(?:([0-9]{4})[- ]?)?([qhw])([0-9]{1,2})(?: ([0-9]{4}))?", text):
        if match[1] and match[4]:
            return None
        year, number = _year(match[1] or match[4]), int(match[3])
        if match[2] == "w":
            return _week(asked, year, number)
        if match[2] == "h":
            return _half(asked, asked.today.year if year is None else year, number)
        return _unit(asked, "quarter", year, number)
    return None


def _year(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _unit(asked: Asked, unit: Unit, year: int | None, number: int) -> Period:
    """The number-th month or quarter of the year, or the year; without a year the latest begun."""
    if unit == "quarter" and not 1 <= number <= 4:
        raise asked.refuse("a year has quarters 1 to 4")
    month = 3 * number - 2 if unit == "quarter" else number
    if year is not None:
        first = real_day(asked, year, month, 1)
    else:
        past = asked._replace(past=True)
        first = nearest(past, lambda k: real_day(asked, asked.today.year + k, month, 1))
    return span(first, unit, 0)


def _half(asked: Asked, year: int, number: int) -> Period:
    if number not in (1, 2):
        raise asked.refuse("a year has halves 1 and 2")
    first = real_day(asked, year, 6 * number - 5, 1)
    return first, span(first, "month", 5)[1]


def _week(asked: Asked, year: int | None, number: int) -> Period:
    this = asked.today.isocalendar()
    if year is None:
        year = this.year if number <= this.week else this.year - 1
    in_range(asked, year)
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        raise asked.refuse("{year} has no week {week}", year=year, week=number) from None
    return span(monday, "week", 0)


def _english(asked: Asked, text: str) -> Period | None:
    if match := re.fullmatch(
        "(last|previous|this|current|next) (week|month|quarter|year)|([wmqy])td", text
    ):
        if match[3]:
            return span(asked.today, unit_of(match[3]), 0)[0], asked.today
        return span(asked.today, unit_of(match[2]), _OFFSETS[match[1]])
    if match := re.fullmatch(f"(?:(?:the )?(?:last|past) )?({COUNT}) ?({UNIT})", text):
        if not match[1].isdecimal() and not text.startswith(("last", "past", "the")):
            return None
        if match[2].startswith("fortnight"):
            return _rolling(asked, 2 * count_of(match[1]), "week")
        return _rolling(asked, count_of(match[1]), unit_of(match[2]))
    return None


def _rolling(asked: Asked, count: int, unit: Unit) -> Period:
    """The `count` units that end today."""
    if count == 0:
        raise asked.refuse("it has no day in it")
    return shift(asked, -count, unit) + timedelta(days=1), asked.today


def _chinese_named(asked: Asked, text: str) -> Period | None:
    """2026年, 去年, 9月, 2026年9月, 第三季度, 上半年."""
    if match := re.fullmatch(_YEARS_ZH, text):
        year = year_of(asked, match[1], match[2])
        return None if year is None else _unit(asked, "year", year, 1)
    if match := re.fullmatch(f"(?:{_YEARS_ZH})?({ORDINAL})月份?", text):
        month = whole_number(match[3])
        year = year_of(asked, match[1], match[2])
        return None if month is None else _unit(asked, "month", year, month)
    if match := re.fullmatch(f"(?:{_YEARS_ZH})?第?([一二三四1-4])季度?", text):
        year = year_of(asked, match[1], match[2])
        return _unit(asked, "quarter", year, whole_number(match[3]) or 0)
    if match := re.fullmatch(f"(?:{_YEARS_ZH})?([上下])半年", text):
        year = year_of(asked, match[1], match[2])
        half = 1 if match[3] == "上" else 2
        return _half(asked, asked.today.year if year is None else year, half)
    return None


def _chinese(asked: Asked, text: str) -> Period | None:
    if match := re.fullmatch(f"{WHICH}(周|星期|礼拜|月|季度?)", text):
        return span(asked.today, _UNITS_ZH[match[2]], offset_of(match[1]))
    if match := re.fullmatch(
        f"(?:最近|过去|近)({NUMBER})(天|日|个?周|个?星期|个?礼拜|个?月|个?季度|年)", text
    ):
        count = whole_number(match[1])
        unit = _UNITS_ZH[match[2].removeprefix("个")]
        return None if count is None else _rolling(asked, count, unit)
    return None
