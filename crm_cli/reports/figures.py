"""The arithmetic that reports share: means, quantiles, thin figures, days, sums of money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from crm_cli.tables import Column
from crm_cli.values.money import Money

THIN = 30
"""A rate or mean on fewer records than this is marked thin."""

THIN_COLUMN = Column("thin", title="few records")
"""Says of how few records a thin figure is."""

_JULIAN = 1721424.5  # the Julian day number of midnight, less the ordinal of the day


def julian(day: date) -> float:
    """The Julian day number of the day's midnight: what julianday(text) gives in SQL."""
    return day.toordinal() + _JULIAN


def mean(total: float | None, count: int) -> float | None:
    """The mean to four decimals (people see one); None of nothing."""
    return round(total / count, 4) if count and total is not None else None


def rate(part: int, whole: int) -> float | None:
    """The share of `part` in `whole` as a fraction; None of nothing."""
    return part / whole if whole else None


def quantile(values: Sequence[float], fraction: float) -> float | None:
    """The quantile of sorted values by linear interpolation: type 7 of Hyndman and Fan (1996), the
    default of R. None of nothing.
    """
    if not values:
        return None
    place = (len(values) - 1) * fraction
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def middle(low: float | None, high: float | None) -> float | None:
    """The median, from the two values in the middle (the same one twice for an odd count)."""
    return None if low is None or high is None else (low + high) / 2


def ratio_of_money(total: int | None, count: int, currency: str | None) -> Money | None:
    """`total` minor units shared among `count`, rounded half-up; None of nothing.

    With the sum of the two middle values and 2 it is the median, with a sum and its count the
    mean.
    """
    if total is None or currency is None or not count:
        return None
    sign = -1 if total < 0 else 1
    return Money(sign * ((2 * abs(total) + count) // (2 * count)), currency)


def money(minor: int | None, currency: str | None) -> Money | None:
    """Money, or None where either part is unknown."""
    return None if minor is None or currency is None else Money(minor, currency)


def weighted(minor: int, likelihood: int) -> int:
    """`likelihood` hundredths of a percent of `minor` units, rounded half away from zero.

    It is what `(minor * likelihood ± 5000) / 10000` gives in SQL.
    """
    part = (abs(minor) * likelihood + 5000) // 10000
    return -part if minor < 0 else part


def thin(count: int) -> str | None:
    """ "n = 12" for a figure on too few records, else None; None also when there is no figure."""
    return f"n = {count}" if 0 < count < THIN else None


def bars(amounts: Iterable[int | None]) -> list[float | None]:
    """The lengths of bars for these amounts: fractions of the largest; none below zero."""
    found = list(amounts)
    largest = max((amount for amount in found if amount), default=0)
    return [
        max(amount, 0) / largest if largest > 0 and amount is not None else None for amount in found
    ]


def one_currency(found: Iterable[str], asked: str | None, own: str) -> tuple[str | None, list[str]]:
    """The one currency of a report's amounts, None where they are in several; and all of them.

    `found` are the currencies of the amounts, `own` the team's, which comes first and is taken
    where there is no amount at all. `asked` is the one to convert to: it is the one, first, and
    the others those for which a rate is missing.
    """
    if asked:
        return asked, [asked, *sorted(set(found) - {asked})]
    currencies = sorted(set(found), key=lambda code: (code != own, code))
    return (currencies or [own])[0] if len(currencies) < 2 else None, currencies


def apart(only: str | None, currencies: Sequence[str], own: str) -> list[str]:
    """The note that amounts in several currencies are not added up, where it is so."""
    if only is not None:
        return []
    return [f"amounts in {', '.join(currencies)} are shown apart; --currency {own} converts them"]


def count_of(row: Mapping[str, Any] | None, name: str) -> int:
    """A whole number of a row; 0 for no row and for a sum of nothing."""
    return int((row or {}).get(name) or 0)
