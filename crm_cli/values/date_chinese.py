"""Dates in Chinese: 11月3号, 下周五, 大后天, 月底, 两周后.

The text comes plain, so simplified, and without spaces.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from crm_cli.values.days import (
    NO_HOURS,
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
from crm_cli.values.numerals import NUMBER, ORDINAL, whole_number

WEEKDAY = "(?:周|星期|礼拜)[一二三四五六日天1-6]"
# Which week, month or quarter: 上个月, 下下周.
WHICH = "(上上个?|上个?|下下个?|下个?|这个?|本|当)"
_YEAR = "(?:([0-9]{1,4}|[零〇一二三四五六七八九]{2,4})年|(今年|明年|后年|去年|前年))"
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_NEAR = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "现在": 0}
_NEAR |= {"刚才": 0, "刚刚": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_EDGES: dict[str, Edge] = {"初": "start", "中": "middle", "底": "end", "末": "end"}
_UNITS: dict[str, Unit] = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week"}
_UNITS |= {"月": "month", "季": "quarter", "季度": "quarter", "年": "year"}


def weekday_number(word: str) -> int:
    """0 for 周一 … 6 for 周日, by the last character."""
    return "一二三四五六日".find(word[-1].replace("天", "日").translate(_WEEKDAY_DIGITS))


_WEEKDAY_DIGITS = str.maketrans("123456", "一二三四五六")


def offset_of(word: str) -> int:
    """How many units from the present one: 上 -1, 这 and 本 0, 下 1, 下下 2."""
    sign = -1 if word.startswith("上") else 1
    return sign * (word.count("上") + word.count("下"))


def year_of(asked: Asked, digits: str | None, word: str | None) -> int | None:
    """The year of 2026年, 二〇二六年 or 明年; None when neither is given."""
    if word:
        return asked.today.year + _YEARS[word]
    if not digits:
        return None
    year = four_digits(asked, str(whole_number(digits) or ""))
    in_range(asked, year)
    return year


def chinese_named(asked: Asked, text: str) -> date | None:
    """A day with its month: 2026年11月3日, 明年3月1号, 11月3号, 下个月3号, and 3号."""
    if match := re.fullmatch(f"{_YEAR}?({ORDINAL})月份?({ORDINAL})[日号]", text):
        year = year_of(asked, match[1], match[2])
        month, day = whole_number(match[3]), whole_number(match[4])
        if month is None or day is None:
            return None
        return yearless(asked, month, day) if year is None else real_day(asked, year, month, day)
    if match := re.fullmatch(f"{WHICH}月({ORDINAL})[日号]", text):
        day = whole_number(match[2])
        first = span(asked.today, "month", offset_of(match[1]))[0]
        return None if day is None else real_day(asked, first.year, first.month, day)
    if match := re.fullmatch(f"({ORDINAL})[日号]", text):
        day = whole_number(match[1])
        return None if day is None else monthless(asked, day)
    return None


def chinese_day(asked: Asked, text: str) -> date | None:  # noqa: PLR0911 - a return for each form
    """The day that Chinese words name as seen from today; None when they name none."""
    if text in _NEAR:
        return asked.today + timedelta(days=_NEAR[text])
    if match := re.fullmatch(f"{WHICH}?({WEEKDAY})", text):
        number = weekday_number(match[2])
        if match[1] is None:
            return weekday_near(asked, number)
        return weekday_of(asked, number, offset_of(match[1]))
    if match := re.fullmatch(f"{WHICH}?(?:周|星期)末", text):
        offset = offset_of(match[1]) if match[1] else 0
        return weekend(asked, offset or None)
    if match := re.fullmatch("(下下?)个?(周|星期|礼拜|月|季度?)", text):
        return span(asked.today, _UNITS[match[2]], offset_of(match[1]))[0]
    if text in ("明年", "后年"):
        return span(asked.today, "year", _YEARS[text])[0]
    return chinese_distance(asked, text) or _edge(asked, text)


def chinese_distance(asked: Asked, text: str) -> date | None:
    """三天后, 两周前, 一个月后; 半个月 is 15 days, 半年 is 6 months. BadValue for hours."""
    match = re.fullmatch(
        f"({NUMBER}|半)(天|日|个?周|个?星期|个?礼拜|个月|个?季度|年)(?:以|之)?(前|后)", text
    )
    if match is None:
        if re.fullmatch(".+(?:小时|钟头|分钟|分|秒|刻钟)(?:以|之)?(?:前|后)", text):
            raise asked.refuse(NO_HOURS)
        return None
    sign = -1 if match[3] == "前" else 1
    unit = _UNITS[match[2].removeprefix("个")]
    if match[1] == "半":
        if unit == "month":
            return shift(asked, sign * 15, "day")
        return shift(asked, sign * 6, "month") if unit == "year" else None
    count = whole_number(match[1])
    return None if count is None else shift(asked, sign * count, unit)


def _edge(asked: Asked, text: str) -> date | None:
    if match := re.fullmatch(f"{WHICH}?(月|季度?)([初中底末])", text):
        offset = offset_of(match[1]) if match[1] else None
        return edge(asked, _EDGES[match[3]], _UNITS[match[2]], offset)
    if match := re.fullmatch(f"{_YEAR}?({ORDINAL})月份?([初中底末])", text):
        year = year_of(asked, match[1], match[2])
        month = whole_number(match[3])
        return None if month is None else edge_of_month(asked, _EDGES[match[4]], month, year)
    if match := re.fullmatch("年([初底末])", text):
        return edge(asked, _EDGES[match[1]], "year", None)
    if match := re.fullmatch(f"{_YEAR}([初底末])", text):
        year = year_of(asked, match[1], match[2])
        if year is not None:
            return edge(asked, _EDGES[match[3]], "year", year - asked.today.year)
    return None
