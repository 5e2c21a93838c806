"""How often a follow-up comes back: reading "every 2 weeks" or 每周一, and the next due day.

Stored forms: "day", "2 weeks", "month", "3 months", "year" (a distance); "mon", "mon, thu" and
"weekday" (days of the week); "month on 15", "3 months on 31" (a day of the month, the last one
where the month is shorter); and "2 weeks from 2026-11-16", a distance on the grid of that day, for
one of a series that was put off. The next due day is on the grid that the due day began, and
after the day it was done: a weekly task that was done three weeks late is due once more, not
three times.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from crm_cli.errors import BadValue
from crm_cli.values.days import Asked, days_in, month_first, plain
from crm_cli.values.numerals import NUMBER, ORDINAL, whole_number

HINT = (
    "write how often: day, week, 2 weeks, month, quarter, year, mon, weekday, month on 15, "
    "每周 or 每月15号"
)
LONGEST = {"day": 3660, "week": 520, "month": 120, "year": 10}

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = (
    "(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|"
    "sat(?:urday)?|sun(?:day)?)s?"
)
_UNIT = "(day|week|fortnight|month|quarter|year|yr|d|w|m|y)s?"
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year", "yr": "year"}
_WORDS = {
    "daily": "day", "weekly": "week", "fortnightly": "2 weeks", "monthly": "month",
    "quarterly": "3 months", "yearly": "year", "annually": "year", "annual": "year",
    "weekday": "weekday", "weekdays": "weekday", "workday": "weekday", "workdays": "weekday",
    "working day": "weekday", "business day": "weekday", "工作日": "weekday",
    "eom": "month on 31", "end of month": "month on 31", "月底": "month on 31",
    "month on 31": "month on 31", "隔天": "2 days", "隔周": "2 weeks", "半年": "6 months",
    "个工作日": "weekday",
}  # fmt: skip
_COUNTS = {"other": 2, "second": 2, "two": 2, "three": 3, "third": 3, "four": 4, "six": 6}
_ZH_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month"}
_ZH_UNITS |= {"季度": "quarter", "季": "quarter", "年": "year"}
_ZH_DAYS = "一二三四五六日"
_ZH_WEEK = "(?:周|星期|礼拜)"


def read_recurrence(text: str) -> str:
    """The stored form of how often something comes back. BadValue, with the reason."""
    asked = Asked(text, date(2000, 1, 1), False, "how often", HINT)
    words, _, start = plain(asked).rstrip(".").partition(" from ")
    if start:
        from crm_cli.values.date_numbers import numeric_day

        day = numeric_day(asked, start)
        if day is None:
            raise asked.refuse("the day that it counts from is no date")
        return anchored(read_recurrence(words), day)
    if re.match("(?:bi|semi)", words):
        raise asked.refuse(
            "it means twice to some and every second to others", hint="write 2 weeks, or mon, thu"
        )
    words = re.sub("^(?:every|each|once an?|once every|每隔|每) ?(?=.)", _every, words)
    found = _WORDS.get(words) or _english(asked, words) or _chinese(asked, words.replace(" ", ""))
    if not found:
        raise asked.refuse("it is in no known form")
    return found


def _every(match: re.Match[str]) -> str:
    if match[0] == "每隔":
        raise BadValue(
            "每隔 could count the day itself or not", hint="write 每2天, 每两周, or 2 weeks"
        )
    return ""


def _english(asked: Asked, words: str) -> str:
    if re.fullmatch(f"{_DAY}(?:(?:,| and|,? ?&| ) ?{_DAY})*", words):
        found = {part[:3] for part in re.findall(_DAY, words)}
        return ", ".join(day for day in _DAYS if day in found)
    if match := re.fullmatch(
        "(?:month(?:ly)?|the) ?(?:on )?(?:the )?([0-9]{1,2})(?:st|nd|rd|th)?(?: of the month)?",
        words,
    ):
        return _on_day(asked, int(match[1]))
    if match := re.fullmatch("([0-9]{1,3}) months on ([0-9]{1,2})", words):
        on = _on_day(asked, int(match[2])).removeprefix("month ")
        return f"{_distance(asked, int(match[1]), 'month')} {on}"
    match = re.fullmatch(f"([0-9]{{1,4}}|{'|'.join(_COUNTS)})? ?{_UNIT}", words)
    if match is None:
        return ""
    count = _COUNTS.get(match[1] or "", 0) or int(match[1] or 1)
    return _distance(asked, count, _UNITS.get(match[2], match[2]))


def _chinese(asked: Asked, words: str) -> str:
    days = f"[{_ZH_DAYS}天]"
    if re.fullmatch(f"{_ZH_WEEK}{days}(?:[、,和]?{_ZH_WEEK}?{days})*", words):
        found = re.sub(_ZH_WEEK, "", words).replace("天", "日")
        return ", ".join(day for day, sign in zip(_DAYS, _ZH_DAYS, strict=True) if sign in found)
    if match := re.fullmatch(f"个?月的?({ORDINAL})[号日]", words):
        return _on_day(asked, whole_number(match[1]) or 0)
    if words in ("个月底", "月底", "月末"):
        return "month on 31"
    if match := re.fullmatch(f"({NUMBER})?个?(天|日|周|星期|礼拜|月|季度|季|年)", words):
        count = whole_number(match[1]) if match[1] else 1
        return "" if count is None else _distance(asked, count, _ZH_UNITS[match[2]])
    return ""


def _on_day(asked: Asked, day: int) -> str:
    if not 1 <= day <= 31:
        raise asked.refuse("there is no day {day}", day=day)
    return f"month on {day}"


def _distance(asked: Asked, count: int, unit: str) -> str:
    if unit in ("fortnight", "quarter"):
        count, unit = (2 * count, "week") if unit == "fortnight" else (3 * count, "month")
    if count < 1:
        raise asked.refuse("it would never come back")
    if count > LONGEST[unit]:
        raise asked.refuse("it is more than ten years")
    return unit if count == 1 else f"{count} {unit}s"


def next_due(due: date | None, recurrence: str, done: date) -> date:
    """The day a recurring task is due again: on its grid, after its due day and the day `done`.

    Without a due day the distance counts from `done`. `recurrence` is in the stored form.
    """
    recurrence, grid = _grid(recurrence, due)
    start = grid or done
    after = max(start, due or start, done)
    wanted = _DAYS[:5] if recurrence == "weekday" else tuple(recurrence.split(", "))
    if wanted[0] in _DAYS:
        day = after + timedelta(days=1)
        while _DAYS[day.weekday()] not in wanted:
            day += timedelta(days=1)
        return day
    distance, _, on = recurrence.partition(" on ")
    number, _, unit = distance.rpartition(" ")
    count, unit = int(number or 1), unit.removesuffix("s")
    if unit in ("day", "week"):
        step = count * (7 if unit == "week" else 1)
        return start + timedelta(days=step * ((after - start).days // step + 1))
    count *= 12 if unit == "year" else 1
    months = 12 * start.year + start.month - 1
    if count > 1 or not on:  # "month on 15" may come in the same month, "3 months" may not
        months += count
    while True:
        first = month_first(months)
        found = first.replace(day=min(int(on or start.day), days_in(first.year, first.month)))
        if found > after:
            return found
        months += count


def anchored(recurrence: str, due: date) -> str:
    """The recurrence of one that is put off from the day `due`, which keeps to its series."""
    named = recurrence.partition(", ")[0] in (*_DAYS, "weekday") or recurrence.startswith(
        "month on "
    )
    if named or " from " in recurrence or recurrence == "day":
        return recurrence
    return f"{recurrence} from {due.isoformat()}"


def unanchored(recurrence: str) -> str:
    """The recurrence of one that gets another due day, and with it another series."""
    return recurrence.partition(" from ")[0]


def _grid(recurrence: str, due: date | None) -> tuple[str, date | None]:
    """How often, and a day of the grid that it is on."""
    plain_form, _, start = recurrence.partition(" from ")
    return plain_form, date.fromisoformat(start) if start else due


def kept(recurrence: str, due: date | None) -> str:
    """The recurrence of the next task: it remembers the day of the month where that would drift.

    A monthly task due on 31 January is next due on 28 February, and then on 31 March.
    """
    recurrence, due = _grid(recurrence, due)
    distance = recurrence.rpartition(" ")[2].removesuffix("s")
    if due is None or due.day <= 28 or distance not in ("month", "year"):
        return recurrence
    if distance == "month":
        return f"{recurrence} on {due.day}"
    years = int(recurrence.rpartition(" ")[0] or 1)
    return f"{12 * years} months on {due.day}" if (due.month, due.day) == (2, 29) else recurrence
