"""Digits and Chinese numerals in dates, times and durations."""

from __future__ import annotations

import re

_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {char: number for number, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {char: number for number, char in enumerate("零壹貳參肆伍陸柒捌玖")}
_DIGITS |= {"〇": 0, "两": 2, "兩": 2}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4}
NUMERALS = "".join((*_DIGITS, *_UNITS, *_LARGE))
"""Every character of a Chinese whole number."""

# Parts of larger patterns: a count, and a place in a row, which is never 两 (两日 is two days).
NUMBER = "(?:[0-9]{1,5}|[零〇一二两三四五六七八九十百]{1,7})"
ORDINAL = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"


def whole_number(text: str) -> int | None:
    """The whole number that `text` writes in digits (15, 05) or in Chinese (十五, 三十万, 伍佰).

    A row of four Chinese digits is read digit by digit, as years are: 二〇二六 is 2026. A digit
    that ends a number without a unit is of the next lower one, as people say it: 十二万五 is
    125000, 两百五 is 250. None when it is no number, and for 两三, which is two or three.
    """
    if re.fullmatch("[0-9]{1,9}", text):
        return int(text)
    if re.fullmatch("[零〇一二三四五六七八九]{4}", text):
        return int("".join(str(_DIGITS[char]) for char in text))
    if len(text) == 1 and text in "零〇":
        return 0
    total = part = 0  # what is above 万 or 亿, and what is counted towards the next
    digit: int | None = None
    large, unit, gap = 10**13, 10**4, False
    for char in text:
        if char in _DIGITS and not _DIGITS[char] and digit is None and not gap and unit > 10:
            gap = True  # 一百零五: what follows is no tens
        elif char in _DIGITS and _DIGITS[char] and digit is None:
            digit = _DIGITS[char]
        elif char in _UNITS and _UNITS[char] < unit and (digit or _UNITS[char] == 10):
            part += (digit or 1) * _UNITS[char]
            digit, unit, gap = None, _UNITS[char], False
        elif char in _LARGE and _LARGE[char] < large and (part or digit):
            total += (part + (digit or 0)) * _LARGE[char]
            part, digit, large, unit, gap = 0, None, _LARGE[char], 10**4, False
        else:
            return None
    lower = unit // 10 if part else large // 10
    if digit is None:
        return total + part if text and not gap else None
    return total + part + digit * (lower if (total or part) and not gap else 1)
