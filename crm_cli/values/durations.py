"""How long something took: "15" (minutes), "1h30", "1.5h", "1:30" (h:mm), 半小时, 一个半小时.

A number alone is whole minutes. A part with a decimal stands alone or last, and minutes after
hours go to 59. Days and weeks are refused (8 working hours or 24?), and so are a negative time,
none at all, and more than 24 hours.
"""

from __future__ import annotations

import re

from crm_cli.errors import BadValue
from crm_cli.values.numerals import NUMBER, whole_number
from crm_cli.values.text import check_text

DURATION_HINT = "write a duration such as 15 (minutes), 45m, 1h30, 1.5h, 1:30, 90 min or 一个半小时"

_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_WORDS |= {"ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty five": 45}
_PHRASES = {"half an hour": 1800, "half hour": 1800, "a half hour": 1800, "半小时": 1800}
_PHRASES |= {"an hour and a half": 5400, "one and a half hours": 5400, "half a minute": 30}
_PHRASES |= {"a quarter of an hour": 900, "quarter of an hour": 900, "quarter hour": 900}
_PHRASES |= {"three quarters of an hour": 2700}
_DAY = 24 * 3600


def read_duration(text: str) -> int:
    """The duration that `text` writes, in seconds, more than 0 and at most 24 hours.

    BadValue, with the reason, when it cannot be read or could mean two things.
    """
    check_text(text)
    plain = _plain(text)
    if plain.startswith("-") or re.match("负", plain):
        raise _refuse(text, "a duration cannot be negative")
    if re.fullmatch("[0-9]+[.,][0-9]+", plain):
        raise _refuse(
            text,
            "it could be hours or minutes",
            hint="write the unit: {text}h, or {text} min",
        )
    if re.fullmatch("[0-9]{1,9}", plain):
        seconds: int | None = int(plain) * 60
    else:
        seconds = measure(text)
    if seconds is None:
        raise _unreadable(text, plain)
    if seconds == 0:
        raise _refuse(text, "it is no time at all")
    if seconds > _DAY:
        raise _refuse(text, "it is more than 24 hours")
    return seconds


def measure(text: str) -> int | None:
    """The seconds that `text`, with its units, writes; None when it is of no known form.

    Any length, 0 too; a number alone has no unit and gives None. BadValue when its parts do not
    go together (1h90m).
    """
    plain = _plain(text)
    if plain in _PHRASES:
        return _PHRASES[plain]
    if match := re.fullmatch("([0-9]{1,3}):([0-9]{2})(?::([0-9]{2}))?", plain):
        return _add(text, match[1], match[2], match[3])
    number = rf"((?:{'|'.join(_WORDS)})(?= )|[0-9]{{1,6}}(?:\.[0-9]{{1,4}}|,[0-9]{{1,2}})?)"
    between = "(?:,? ?(?:and )?)"
    hours, minutes = "(?:hours?|hrs?|h)", "(?:minutes?|mins?|m|')"
    if match := re.fullmatch(f"([0-9]{{1,3}}) ?{hours} ?([0-9]{{1,2}})", plain):
        return _add(text, match[1], match[2], None)
    if plain and (
        match := re.fullmatch(
            f"(?:{number} ?{hours})?{between}(?:{number} ?{minutes})?{between}"
            f"(?:{number} ?(?:seconds?|secs?|s))?",
            plain,
        )
    ):
        return _add(text, match[1], match[2], match[3])
    return _chinese(text, plain.replace(" ", ""))


def _chinese(text: str, plain: str) -> int | None:
    number = rf"({NUMBER}|[0-9]{{1,6}}\.[0-9]{{1,4}}|半)"
    if match := re.fullmatch("([一二三123])刻钟", plain):
        return 900 * (whole_number(match[1]) or 0)
    match = re.fullmatch(
        f"(?:{number}个?(半)?(?:小时|钟头|(?<=[个半])钟)(半)?)?零?(?:{number}(?:分钟|分))?(?:{number}秒钟?)?",
        plain,
    )
    if not plain or match is None:
        return None
    hours, half, later_half, minutes, seconds = match.groups()
    total = _add(text, _digits(hours), _digits(minutes), _digits(seconds))
    if half or later_half:
        if hours == "半" or minutes or (half and later_half):
            return None
        return None if total is None else total + 1800
    return total


def _digits(word: str | None) -> str | None:
    """A Chinese number in digits, 半 as 0.5."""
    if word is None or "." in word:
        return word
    return "0.5" if word == "半" else str(whole_number(word))


def _add(text: str, hours: str | None, minutes: str | None, seconds: str | None) -> int | None:
    """The seconds of the parts together; None when there is no part."""
    parts = [(hours, 3600), (minutes, 60), (seconds, 1)]
    given = [(str(_WORDS.get(part, part)), unit) for part, unit in parts if part is not None]
    if not given or any(part == "None" for part, _ in given):
        return None
    for index, (part, unit) in enumerate(given):
        if index < len(given) - 1 and re.search("[.,]", part):
            raise _refuse(text, "only its last part may have a decimal")
        if index and unit != 3600 and float(part.replace(",", ".")) >= 60:
            raise _refuse(text, "after a larger unit, minutes and seconds go to 59")
    return sum(_seconds(part, unit) for part, unit in given)


def _seconds(part: str, unit: int) -> int:
    """The whole seconds of a decimal number of units, half a second up."""
    whole, _, decimals = part.replace(",", ".").partition(".")
    scale: int = 10 ** len(decimals)
    return (2 * int(whole + decimals) * unit + scale) // (2 * scale)


def _plain(text: str) -> str:
    small = text.translate(_HALF_WIDTH).casefold()
    return re.sub("(?<=[a-z])-(?=[a-z])", " ", " ".join(small.split()))


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH |= {0x3000: ord(" "), 0xA0: ord(" "), 0x202F: ord(" "), ord("−"): ord("-")}
_HALF_WIDTH |= {
    ord(old): ord(new) for old, new in zip("個兩鐘鍾時間頭", "个两钟钟时间头", strict=True)
}


def _refuse(text: str, why: str, hint: str = DURATION_HINT) -> BadValue:
    return BadValue('cannot read "{text}" as a duration: ' + why, hint=hint, text=text[:60])


def _unreadable(text: str, plain: str) -> BadValue:
    if not plain:
        return _refuse(text, "it is empty")
    if re.fullmatch(r"[0-9.,]+ ?(?:d|days?|w|weeks?|天|日|周|个?星期).*", plain):
        return _refuse(
            text,
            "a day could be 8 working hours or 24",
            hint="write it in hours, such as 16h or 1h30",
        )
    return _refuse(text, "it is in no known form")


def show_duration(seconds: float) -> str:
    """A duration for people: "1 h 30 min", "45 min", "30 s"; rounded to whole seconds."""
    total = int(abs(seconds) + 0.5)
    sign = "-" if seconds < 0 and total else ""
    parts = [(total // 3600, "h"), (total % 3600 // 60, "min"), (total % 60, "s")]
    return sign + (" ".join(f"{count} {unit}" for count, unit in parts if count) or "0 min")


def show_days(days: float) -> str:
    """A number of days for people, to one decimal, half up: "2.3 d"."""
    tenths = int(abs(days) * 10 + 0.5)
    sign = "-" if days < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10} d"
