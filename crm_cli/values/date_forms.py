"""Every form of a day together: numbers, English, Chinese, a weekday beside a date; from .. to."""

from __future__ import annotations

import re
from datetime import date

from crm_cli.values import date_chinese as chinese
from crm_cli.values import date_english as english
from crm_cli.values.date_numbers import numeric_day
from crm_cli.values.days import NO_YEAR, WEEKDAYS, Asked
from crm_cli.values.periods import Period, find_period


def find_day(asked: Asked, text: str) -> date | None:
    """The day that `text` (made plain) names; None when it is of no known form.

    BadValue when it is of one, but impossible, ambiguous or out of range.
    """
    text = re.sub("^(?:on|by) ", "", text)
    close = text.replace(" ", "")
    return (
        _absolute(asked, text)
        or _with_weekday(asked, text)
        or english.english_day(asked, text)
        or chinese.chinese_day(asked, close)
    )


def _absolute(asked: Asked, text: str) -> date | None:
    return (
        numeric_day(asked, text)
        or english.english_named(asked, text)
        or chinese.chinese_named(asked, text.replace(" ", ""))
    )


def _with_weekday(asked: Asked, text: str) -> date | None:
    """A date with its weekday before or after it, which must be the right one."""
    word = f"({english.WEEKDAY}|{chinese.WEEKDAY})"
    if match := re.fullmatch(f"{word},? ?(.+)", text):
        name, rest = match.groups()
    elif match := re.fullmatch(rf"(.+?),? ?\(?{word}\)?", text):
        rest, name = match.groups()
    else:
        return None
    day = _absolute(asked, rest)
    if day is None:
        return None
    if day.year == NO_YEAR:
        raise asked.refuse("a day without its year has no weekday")
    read = chinese.weekday_number if name[0] in "周星礼" else english.weekday_number
    if day.weekday() != read(name):
        raise asked.refuse(
            "{day} is a {right}, not a {wrong}",
            hint="write the date alone, {day}, or the weekday alone, {short}",
            day=day.isoformat(),
            right=WEEKDAYS[day.weekday()],
            wrong=WEEKDAYS[read(name)],
            short=WEEKDAYS[read(name)][:3].lower(),
        )
    return day


def read_day(asked: Asked, text: str) -> date:
    """The day that `text` (made plain) names; BadValue with the reason when there is none."""
    midnight = re.fullmatch(r"([0-9][-/.0-9]{6,9})[t ]00:00(?::00(?:\.0+)?)?", text)
    day = find_day(asked, midnight[1] if midnight else text)
    if day is None:
        raise unreadable(asked, text)
    return day


def unreadable(asked: Asked, text: str) -> Exception:
    """The error for a text that is no day: a whole month, a time, a number, or nothing known."""
    period = find_period(asked, text)
    if period is not None:
        first, last = (day.isoformat() for day in period)
        hint = "write one day of it, such as its first, {first}, or its last, {last}"
        return asked.refuse("it is {first} to {last}, not one day", hint, first=first, last=last)
    if lunar := re.search(
        "农历|農曆|阴历|陰曆|旧历|舊曆|음력|正月|腊月|臘月|初[一二三四五六七八九十]|廿", text
    ):
        return asked.refuse(
            "it is a day of the lunar calendar ({word})",
            "write the day of the solar calendar, such as 8月15日 or 1985-03-12",
            word=lunar[0],
        )
    if holiday := re.search(
        "春节|春節|过年|元宵|清明|五一|端午|中秋|国庆|國慶|元旦|双十一"
        "|christmas|easter|new year|ostern|weihnacht",
        text,
    ):
        return asked.refuse(
            "it names a holiday ({word}), and no calendar of holidays is known here",
            "write the day that is meant, such as {day}",
            word=holiday[0],
            day=asked.today.replace(month=12, day=20).isoformat(),
        )
    if re.fullmatch("[0-9]+", text):
        return asked.refuse("a number alone is no day")
    if asked.what == "a date" and re.search("[0-9]:[0-9]{2}|[0-9] ?[ap]m\\b|点", text):
        return asked.refuse("it has a time of day, and only a day is wanted here")
    return asked.refuse("it is in no known form")


def read_range(asked: Asked, text: str) -> Period:
    """First and last day of the period that `text` (made plain) names; BadValue with the reason.

    A single day is a period too; a weekday alone is the last one before today.
    """
    parts = re.split(r"\.\.+|…| to |到|至", text)
    if len(parts) == 1:
        return _part(asked, text)
    first_text, last_text = parts[0].strip(), parts[-1].strip()
    if len(parts) > 2 or not first_text:
        raise asked.refuse("a period needs a first day, two dots and a last day")
    first = _part(asked, first_text)[0]
    last = _part(asked, last_text)[1] if last_text else asked.today
    if last < first:
        raise asked.refuse(
            "it ends ({last}) before it begins ({first})",
            last=last.isoformat(),
            first=first.isoformat(),
        )
    return first, last


def _part(asked: Asked, text: str) -> Period:
    period = find_period(asked, text)
    if period is not None:
        return period
    day = find_day(asked, text)
    if day is None:
        raise asked.refuse("it is in no known form")
    return day, day
