"""Numbers of the team's own fields: all their digits, also where a binary number has too few."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

_DIGITS = 200  # more than a number may have


class Exact(Decimal):
    """A number that no binary one gives back; the others are a Decimal alone."""


def exact(text: str) -> Decimal:
    """The number that is stored as `text`."""
    found = Decimal(text)
    return found if Decimal(repr(float(found))) == found else Exact(text)


def show_exact(value: Decimal, places: int) -> str:
    """`value` with thousands separators and `places` decimals, halves rounded away from zero."""
    with localcontext(prec=_DIGITS, rounding=ROUND_HALF_UP):
        return f"{value:,.{places}f}"
