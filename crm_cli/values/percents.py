"""Percentages: whole hundredths of a percent, so that 37.5 % is 3750."""

from __future__ import annotations

from decimal import Decimal

from crm_cli.errors import BadValue
from crm_cli.values.numbers import narrow, read_number
from crm_cli.values.text import brief

WHOLE = 10_000
"""A hundred percent."""


def read_percent(text: str) -> int:
    """The hundredths of a percent that `text` says: 70, 37.5, 37,5 %; 0 to 100 percent.

    BadValue for anything else, and for 0.6 without a sign, which is 0.6 % to one and 60 % to
    another.
    """
    plain = narrow(text).strip()
    bare = plain.removesuffix("%").rstrip()
    try:
        number = Decimal(read_number(bare))
    except BadValue:
        number = Decimal(-1)
    if not 0 <= number <= 100 or number * 100 % 1:
        raise BadValue(
            '"{text}" is not a valid percentage',
            hint="write 0 to 100 with at most two decimals, such as 70 or 37.5",
            text=brief(text),
        )
    if 0 < number < 1 and bare == plain:
        raise BadValue(
            '"{text}" may mean {low}% or {high}%',
            hint="write {low}% or {high}%",
            text=brief(text),
            low=f"{number.normalize():f}",
            high=f"{(number * 100).normalize():f}",
        )
    return int(number * 100)


def percent_number(hundredths: int) -> int | float:
    """The percentage as a plain number: 70, 37.5."""
    return hundredths / 100 if hundredths % 100 else hundredths // 100
