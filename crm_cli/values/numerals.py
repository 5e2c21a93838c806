"""Digits and Chinese numerals in dates, times and durations."""

from __future__ import annotations

import re

_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}

# Parts of larger patterns: a count, and a place in a row, which is never 两 (两日 is two days).
NUMBER = "(?:[0-9]{1,5}|[零〇一二两三四五六七八九十百]{1,7})"
ORDINAL = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"


def whole_number(text: str) -> int | None:
    """The whole number that `text` writes in digits (15, 05) or in Chinese (十五, 二十, 一百零五).

    A row of four Chinese digits is read digit by digit, as years are: 二〇二六 is 2026. None when
    it is no number, and for 两三, which is two or three.
    """
    if re.fullmatch("[0-9]{1,9}", text):
        return int(text)
    if re.fullmatch("[零〇一二三四五六七八九]{4}", text):
        return int("".join(str(_DIGITS[char]) for char in text))
    match = re.fullmatch(
        "(?:([一二两三四五六七八九])百)?[零〇]?(?:([一二三四五六七八九])?(十))?([一二两三四五六七八九])?",
        text,
    )
    if not text or match is None:
        return None
    hundreds, tens, ten, ones = match.groups()
    return (
        100 * _DIGITS.get(hundreds, 0)
        + (10 * _DIGITS.get(tens, 1) if ten else 0)
        + _DIGITS.get(ones, 0)
    )
