"""Times of day (15:00, 3:30 pm, noon, 下午3点, 上午十点半), and moments: a day with a time.

The rules are in the docstring of `dates`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from crm_cli.values.date_forms import find_day, unreadable
from crm_cli.values.days import Asked, When, plain
from crm_cli.values.numerals import whole_number

_NOW = ("now", "just now", "right now", "现在", "刚才", "刚刚", "刚", "此刻")
# Parts of the day: the first and the last hour of each. Longer names first, for the pattern.
_PARTS = {"凌晨": (0, 6), "清晨": (4, 11), "早晨": (4, 11), "早上": (4, 11), "上午": (0, 11)}
_PARTS |= {"中午": (11, 14), "正午": (11, 14), "下午": (12, 20), "午后": (12, 20)}
_PARTS |= {"傍晚": (16, 20), "晚上": (17, 23), "夜里": (17, 23), "早": (4, 11), "晚": (17, 23)}
_PART = f"({'|'.join(_PARTS)})"
_NOON = ("noon", "midday", "中午", "正午")
_AM_PM = r"(am|pm|a\.m\.?|p\.m\.?)"
_MIDNIGHT = ("midnight", "午夜", "半夜")
_MIDNIGHT_WHY = "midnight begins one day and ends another, so it could be either"
_MIDNIGHT_HINT = "write 00:00 with the day that it begins, as in 2026-11-03 00:00 or tomorrow 00:00"
# Only what is said of a clock: in 周五三点 the hour is not 五三.
_HOUR = "([0-9]{1,2}|[零〇一二两三四五六七八九]|二?十[一二三四五六七八九]?)"
_MINUTES = "([0-9]{1,2}|[零〇]?[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)"
_CJK = "[\u3400-\u9fff]"


def read_time(text: str, today: date) -> time:
    """The time of day that `text` writes, as 15:00, 3pm or 下午3点. Raises BadValue."""
    asked = Asked(text, today, False, "a time of day", "write it as 15:00, 3pm or 下午3点")
    found = find_time(asked, plain(asked))
    if found is None and find_day(asked, plain(asked)) is not None:
        raise asked.refuse("it is a day, and only a time of day is wanted here")
    if found is None:
        raise asked.refuse("it is in no known form")
    return found


def find_time(asked: Asked, text: str) -> time | None:
    """The time of day that `text` (made plain) writes; None when it is of no known form.

    BadValue when the clock has no such time, and when it could be one of two.
    """
    text = text.removeprefix("at ")
    if text in _NOON:
        return time(12)
    if text in _MIDNIGHT:
        raise asked.refuse(_MIDNIGHT_WHY, _MIDNIGHT_HINT)
    digital = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    if match := re.fullmatch(f"{digital} ?{_AM_PM}?", text):
        hour, minute, second, fraction, half = match.groups()
        microsecond = int(f"{fraction or '0':0<6}"[:6])
        hour24 = _twelve(asked, int(hour), half) if half else int(hour)
        return _real_time(asked, hour24, int(minute), int(second or 0), microsecond)
    if match := re.fullmatch(f"([0-9]{{1,2}}) ?{_AM_PM}", text):
        return _real_time(asked, _twelve(asked, int(match[1]), match[2]), 0)
    return _chinese_time(asked, text.replace(" ", ""))


def _real_time(asked: Asked, hour: int, minute: int, second: int = 0, micro: int = 0) -> time:
    if hour == 24:
        raise asked.refuse("a day ends at 23:59", _MIDNIGHT_HINT)
    if hour > 24:
        raise asked.refuse("there is no hour {hour}", hour=hour)
    if minute > 59 or second > 59:
        raise asked.refuse("minutes and seconds go from 0 to 59")
    return time(hour, minute, second, micro)


def _twelve(asked: Asked, hour: int, half: str) -> int:
    """The hour on the 24-hour clock: 12 am is 0, 12 pm is 12."""
    if not 1 <= hour <= 12:
        raise asked.refuse("with am or pm the hour goes from 1 to 12")
    return hour % 12 + (12 if half[0] == "p" else 0)


def _chinese_time(asked: Asked, text: str) -> time | None:
    if match := re.fullmatch(f"{_PART}([0-9]{{1,2}}):([0-9]{{2}})", text):
        part, hour, minute = match[1], int(match[2]), int(match[3])
        return _real_time(asked, _in_part(asked, part, hour), minute)
    match = re.fullmatch(
        f"{_PART}?{_HOUR}[点时](?:(?:整|钟)|(半)|([一三13])刻|{_MINUTES}分?)?", text
    )
    if match is None:
        return None
    part, word, half, quarter, minutes = match.groups()
    number = whole_number(word)
    past = whole_number(minutes or "0")
    if number is None or past is None:
        return None
    if half or quarter:
        past = 30 if half else 15 if quarter in "一1" else 45
    return _real_time(asked, _in_part(asked, part, number) if part else number, past)


def _in_part(asked: Asked, part: str, hour: int) -> int:
    """The hour on the 24-hour clock, from one that was given with a part of the day."""
    first, last = _PARTS[part]
    for hour24 in (hour, hour + 12):
        if first <= hour24 <= last:
            return hour24
    raise asked.refuse(
        "it is not clear which hour {hour} belongs to {part}",
        hint="write it on the 24-hour clock with its day, such as 2026-11-03 00:30 or 明天15:00",
        hour=hour,
        part=part,
    )


def read_moment(asked: Asked, text: str, now: datetime) -> When:
    """The moment that `text` (made plain) names; BadValue with the reason when there is none."""
    if text in _NOW:
        return When(now.date(), now.time())
    text = re.sub("(?<=[0-9])t(?=[0-9])", " ", text)
    found = _with_offset(asked, text, now) or apart(asked, text, now)
    if found is not None:
        return found
    if (at := find_time(asked, text)) is not None:
        _check_bare_time(asked, at, now)
        return When(asked.today, at)
    found = _day_and_time(asked, text)
    if found is not None:
        return found
    day = find_day(asked, text)
    if day is None:
        raise _no_moment(asked, text)
    return When(day, None)


def _with_offset(asked: Asked, text: str, now: datetime) -> When | None:
    """An ISO 8601 time with Z or an offset, in the team's zone."""
    match = re.fullmatch(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}|[0-9]{4}-?w[0-9]{2}-?[0-9])"
        r" ([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)"
        " ?(?:(z|utc)|([+-])([0-9]{2}):?([0-9]{2})?)",
        text,
    )
    if match is None:
        return None
    day, at = find_day(asked, match[1]), find_time(asked, match[2])
    if day is None or at is None:
        return None
    hours, minutes = int(match[5] or 0), int(match[6] or 0)
    if hours > 15 or minutes > 59:
        raise asked.refuse("there is no such distance from UTC", hint=asked.hint)
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if match[4] == "-" else 1)
    here = (datetime.combine(day, at, UTC) - offset).astimezone(now.tzinfo)
    return When(here.date(), here.time())


def apart(asked: Asked, text: str, now: datetime) -> When | None:
    """So many hours or minutes from now, in elapsed time: "2 hours ago", "in 10 min", 2小时前."""
    if re.fullmatch("(?:in |[+-] ?)?[0-9]+ ?m(?: ago| from now| later)?", text):
        raise asked.refuse(
            "m could be minutes or months", hint="write 10 min ago, or 10 months ago"
        )
    if match := re.fullmatch("in (.+)", text):
        amount, sign = match[1], 1
    elif match := re.fullmatch("(.+?) (ago|from now|later)", text):
        amount, sign = match[1], -1 if match[2] == "ago" else 1
    elif match := re.fullmatch("([+-]) ?(.+)", text):
        amount, sign = match[2], -1 if match[1] == "-" else 1
    elif match := re.fullmatch("(.+?)(?:以|之)?([前后])", text):
        amount, sign = match[1], -1 if match[2] == "前" else 1
    elif re.fullmatch("[0-9.]+ ?(?:h|hrs?|hours?|mins?|minutes?)", text):
        raise asked.refuse(
            "it could be before now or after", hint="write 2 hours ago, 10 min ago or in 2 hours"
        )
    else:
        return None
    if re.fullmatch("[0-9:.,]+", amount):
        return None
    from crm_cli.values.durations import measure

    seconds = measure(amount)
    if seconds is None:
        return None
    try:
        there = now.astimezone(UTC) + timedelta(seconds=sign * seconds)
    except OverflowError:
        raise asked.refuse("it is out of range") from None
    here = there.astimezone(now.tzinfo)
    return When(here.date(), here.time())


def _check_bare_time(asked: Asked, at: time, now: datetime) -> None:
    """A time alone is today's; refused when today's lies on the wrong side of now."""
    minute, present = at.replace(second=0, microsecond=0), now.time().replace(second=0)
    present = present.replace(microsecond=0)
    if (minute > present) if asked.past else (minute < present):
        raise asked.refuse(
            "{time} today is {side} ({now} now), so the day is not clear",
            hint="write the day too: today {time}, or {other} {time}",
            time=f"{at:%H:%M}",
            now=f"{now:%H:%M}",
            side="still to come" if asked.past else "past",
            other="yesterday" if asked.past else "tomorrow",
        )


def _day_and_time(asked: Asked, text: str) -> When | None:
    """A day and a time in either order, with "at", a comma or nothing between."""
    text = re.sub("([今明昨])([晚早])(?!上)", r"\1天\2上", text)
    text = re.sub("^([今明昨])(?=晚上|早上)", r"\1天", text)
    places = [match.start() for match in re.finditer(" ", text)]
    if re.search(_CJK, text):
        places += [place for place in range(1, len(text)) if place not in places]
    for place in places:
        left = re.sub("(?:,| at| @)+$", "", text[:place].strip())
        right = re.sub("^(?:at |@ ?)", "", text[place:].strip())
        for day_text, time_text in ((left, right), (right, left)):
            at = find_time(asked, time_text) if _like_time(time_text) else None
            day = find_day(asked, day_text) if at is not None else None
            if day is not None:
                return When(day, at)
    return None


def _like_time(text: str) -> bool:
    """Whether to look for a time here at all: a part of a longer text must not be refused."""
    if text in (*_MIDNIGHT, *_NOON):
        return True
    return bool(re.search("[:点时]|[0-9] ?[ap]\\.?m", text))


def _no_moment(asked: Asked, text: str) -> Exception:
    match = re.fullmatch("(?:(.+) )?(?:at )?([0-9]{1,2})", text)
    if match and (match[1] in (None, "at") or find_day(asked, match[1].removesuffix(" at"))):
        return asked.refuse(
            "{hour} alone is no time: it could be am or pm",
            hint="write {hour}:00 on the 24-hour clock, {hour}am or {hour}pm, as in fri 3pm",
            hour=match[2],
        )
    if re.search("[0-9] ?(?:gmt|utc|cet|cest|est|pst|bst|z)$", text):
        return asked.refuse("times are in the team's zone, and other zones only in ISO 8601")
    return unreadable(asked, text)
