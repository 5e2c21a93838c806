"""Segments of customers by figures: RFM scores and tiers of value, exactly as reports.md has them.

A score is 1 + the number of cut points that the value exceeds; the cut points are the inner
quantiles, type 7 of Hyndman and Fan (1996). All is done in whole numbers: no customer changes the
segment by a rounding error.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from crm_cli.errors import UsageError
from crm_cli.values.rfm import Rule, Scores, named

MOST_BINS, FEWEST_BINS = 5, 3
TIERS = {
    5: ("top", "high", "middle", "low", "bottom"),
    4: ("top", "high", "low", "bottom"),
    3: ("top", "middle", "bottom"),
}
"""The names of the tiers of value, the highest first."""

TIER_CARE: dict[str, tuple[str, str]] = {
    "top": (
        "Give them a person of their own, and ask them first when you plan something new.",
        "revenue that is kept from year to year; unhappy answers",
    ),
    "high": (
        "Find what they do not buy from you yet, and propose it.",
        "average order value; share that becomes top",
    ),
    "middle": (
        "Propose a larger size or a bundle, and a fixed rhythm of ordering.",
        "purchases a year; average order value",
    ),
    "low": (
        "Serve them well at little cost: templates, self-service, a reminder now and then.",
        "cost of serving them; share that rises",
    ),
    "bottom": (
        "Let them help themselves; look for the few that can grow.",
        "cost of serving them; share that rises",
    ),
}
"""For each tier what to do for those in it, and what to watch."""


Cuts = tuple[list[Fraction], list[Fraction], list[Fraction]]
"""The cut points of recency, frequency and monetary value."""


def check_bins(bins: int) -> int:
    """The number of bins. Raises UsageError for one that is not 3, 4 or 5."""
    if not FEWEST_BINS <= bins <= MOST_BINS:
        raise UsageError("scores have 3, 4 or 5 bins, not {bins}", hint="--bins 5", bins=bins)
    return bins


def enough(count: int, bins: int) -> bool:
    """Whether so many customers can be scored: twice as many as there are bins."""
    return count >= 2 * bins


def cut_points(values: Iterable[int], bins: int) -> list[Fraction]:
    """The inner quantiles (type 7): 1/bins, 2/bins … of the values; none of no values."""
    return [Fraction(cut, bins) for cut in _cuts(sorted(values), bins)]


def _cuts(ordered: Sequence[int], bins: int) -> list[int]:
    """The cut points times `bins`, which are whole."""
    if not ordered:
        return []
    found = []
    for part in range(1, bins):
        low, rest = divmod((len(ordered) - 1) * part, bins)
        high = min(low + 1, len(ordered) - 1)
        found.append(ordered[low] * bins + (ordered[high] - ordered[low]) * rest)
    return found


def score(value: int, cuts: Sequence[Fraction]) -> int:
    """1 + the number of cut points that the value exceeds."""
    return 1 + bisect_left(cuts, value)


def _scores(values: Iterable[int], cuts: Sequence[int], bins: int) -> dict[int, int]:
    """The score of each value that there is."""
    return {value: 1 + bisect_left(cuts, value * bins) for value in set(values)}


def rfm(
    recency: Sequence[int], frequency: Sequence[int], monetary: Sequence[int], bins: int
) -> tuple[list[Scores], Cuts]:
    """The RFM scores of customers, 1 to `bins`, and the cut points.

    Given are, customer by customer, the days since the last purchase, the number of purchases and
    their sum in minor units. Recency is turned round: the most recent have the highest score.
    Whether there are `enough` customers is for the caller to ask.
    """
    cuts = [_cuts(sorted(column), bins) for column in (recency, frequency, monetary)]
    r, f, m = (
        _scores(column, cut, bins)
        for column, cut in zip((recency, frequency, monetary), cuts, strict=True)
    )
    turned = {value: bins + 1 - found for value, found in r.items()}
    scores = list(
        zip(
            map(turned.__getitem__, recency),
            map(f.__getitem__, frequency),
            map(m.__getitem__, monetary),
            strict=True,
        )
    )
    points = [[Fraction(cut, bins) for cut in column] for column in cuts]
    return scores, (points[0], points[1], points[2])


def on_five(score: int, bins: int) -> int:
    """A score of fewer bins on the scale from 1 to 5 that the names are for (4 bins: 1 2 4 5)."""
    return 1 + (2 * (score - 1) * (MOST_BINS - 1) + bins - 1) // (2 * (bins - 1))


def names(rules: tuple[Rule, ...], bins: int) -> dict[Scores, str]:
    """The name of each cell of scores from 1 to `bins`."""
    cells = named(rules)
    span = range(1, bins + 1)
    five = {found: on_five(found, bins) for found in span}
    return {
        (r, f, m): cells[five[r], five[f], five[m]].name for r in span for f in span for m in span
    }


def tiers(revenue: Mapping[int, int], bins: int) -> tuple[dict[int, str], list[Fraction]]:
    """The tier of value of each customer, by their revenue, and the cut points."""
    cuts = _cuts(sorted(revenue.values()), bins)
    found = _scores(revenue.values(), cuts, bins)
    labels = TIERS[bins]
    return (
        {key: labels[bins - found[minor]] for key, minor in revenue.items()},
        [Fraction(cut, bins) for cut in cuts],
    )
