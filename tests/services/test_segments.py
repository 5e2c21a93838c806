"""Cut points and scores, worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from crm_cli.errors import UsageError
from crm_cli.services import segments
from crm_cli.values.rfm import RULES


@pytest.mark.parametrize(
    ("values", "bins", "expected"),
    [
        # n = 6: the places are 5 x 1/5 = 1, 2, 3, 4 exactly.
        ([0, 10, 20, 30, 40, 50], 5, [10, 20, 30, 40]),
        ([50, 0, 40, 10, 30, 20], 5, [10, 20, 30, 40]),
        # n = 5: the places are 0.8, 1.6, 2.4, 3.2: 1.8, 2.6, 3.4, and 4 + 0.2 x 6 = 5.2.
        ([1, 2, 3, 4, 10], 5, [Fraction(9, 5), Fraction(13, 5), Fraction(17, 5), Fraction(26, 5)]),
        # Quarters of four values: 0.75, 1.5, 2.25.
        ([1, 2, 3, 4], 4, [Fraction(7, 4), Fraction(5, 2), Fraction(13, 4)]),
        ([7], 3, [7, 7]),
        ([], 5, []),
        ([3, 3, 3, 3], 5, [3, 3, 3, 3]),
    ],
)
def test_cut_points(values: list[int], bins: int, expected: list[Fraction]) -> None:
    assert segments.cut_points(values, bins) == expected


def test_a_value_at_a_cut_point_does_not_exceed_it() -> None:
    cuts = segments.cut_points([0, 10, 20, 30, 40, 50], 5)
    assert [segments.score(value, cuts) for value in (0, 10, 11, 20, 30, 40, 41, 50)] == [
        1, 1, 2, 2, 3, 4, 5, 5,
    ]  # fmt: skip


def test_scores_of_ten_customers() -> None:
    """Recency 0, 10 … 90 days; frequency 1 but for three; the sums 100, 200 … 1,000.

    Recency: n = 10, places 1.8, 3.6, 5.4, 7.2, cut points 18, 36, 54, 72 days; two of each score,
    the most recent 5. Frequency: sorted 1 x 7, 2, 3, 4; places 1.8, 3.6, 5.4 give 1, place 7.2
    gives 2.2: one purchase exceeds nothing, two exceed three cut points, three and four all.
    Monetary: 280, 460, 640, 820.
    """
    frequency = [1, 1, 1, 1, 1, 1, 1, 2, 3, 4]
    recency, monetary = list(range(0, 100, 10)), list(range(100, 1100, 100))
    scores, cuts = segments.rfm(recency, frequency, monetary, 5)
    assert cuts[0] == [18, 36, 54, 72]
    assert cuts[1] == [1, 1, 1, Fraction(11, 5)]
    assert cuts[2] == [280, 460, 640, 820]
    assert scores == [
        (5, 1, 1), (5, 1, 1), (4, 1, 2), (4, 1, 2), (3, 1, 3),
        (3, 1, 3), (2, 1, 4), (2, 4, 4), (1, 5, 5), (1, 5, 5),
    ]  # fmt: skip


@pytest.mark.parametrize("bins", [3, 4, 5])
@pytest.mark.parametrize("seed", range(5))
def test_against_fractions(bins: int, seed: int) -> None:
    """By the definition, with exact fractions and a count of the cut points exceeded."""
    dice = Random(seed)
    count = dice.randint(10, 90)
    columns = [[dice.randint(low, high) for _ in range(count)]
               for low, high in ((0, 30), (1, 6), (0, 50))]  # fmt: skip
    found, _ = segments.rfm(*columns, bins)

    def scores(values: list[int]) -> list[int]:
        ordered = sorted(values)
        cuts = []
        for part in range(1, bins):
            at = Fraction(part * (len(ordered) - 1), bins)
            low = int(at)
            high = min(low + 1, len(ordered) - 1)
            cuts.append(ordered[low] + (at - low) * (ordered[high] - ordered[low]))
        return [1 + sum(value > cut for cut in cuts) for value in values]

    r, f, m = (scores(column) for column in columns)
    assert found == [(bins + 1 - one, f[place], m[place]) for place, one in enumerate(r)]


def test_fewer_bins_on_the_scale_of_the_names() -> None:
    assert [segments.on_five(score, 5) for score in (1, 2, 3, 4, 5)] == [1, 2, 3, 4, 5]
    assert [segments.on_five(score, 4) for score in (1, 2, 3, 4)] == [1, 2, 4, 5]
    assert [segments.on_five(score, 3) for score in (1, 2, 3)] == [1, 3, 5]
    names = segments.names(RULES, 4)
    assert len(names) == 64
    assert names[4, 4, 4] == names[3, 3, 3] == "Champions"
    assert segments.names(RULES, 3)[2, 1, 1] == "About to sleep"


def test_enough_customers() -> None:
    assert not segments.enough(9, 5)
    assert segments.enough(10, 5)
    assert segments.enough(6, 3)


def test_bins() -> None:
    assert segments.check_bins(4) == 4
    for bins in (0, 2, 6, 10):
        with pytest.raises(UsageError):
            segments.check_bins(bins)


def test_tiers() -> None:
    """Five of ten: 280, 460, 640 and 820 as above."""
    labels, cuts = segments.tiers({n: 100 * (n + 1) for n in range(10)}, 5)
    assert cuts == [280, 460, 640, 820]
    assert [labels[n] for n in range(10)] == [
        "bottom", "bottom", "low", "low", "middle", "middle", "high", "high", "top", "top",
    ]  # fmt: skip
    assert set(segments.tiers({1: 5, 2: 5}, 3)[0].values()) == {"bottom"}
    assert all(name in segments.TIER_CARE for names in segments.TIERS.values() for name in names)
