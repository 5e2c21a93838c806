"""The purchase lifecycle, at its boundaries."""

from __future__ import annotations

from datetime import date

import pytest

from crm_cli.services.lifecycle import Thresholds, lifecycle, months_before

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("purchases", "expected"),
    [
        ([], "prospect"),
        # The last purchase over 18 calendar months ago; exactly 18 is not over.
        (["2025-05-19"], "lost"),
        (["2025-05-20"], "inactive"),
        (["2020-01-01", "2025-05-19"], "lost"),
        # Over 6 months ago, whatever came before.
        (["2026-05-19"], "inactive"),
        (["2026-01-01", "2026-02-01", "2026-05-19"], "inactive"),
        # Two in the last 12 months, whether new or not.
        (["2026-05-20", "2026-05-20"], "active"),
        (["2025-11-20", "2026-06-01"], "active"),
        (["2026-10-01", "2026-11-20"], "active"),
        # One in the last 12.
        (["2026-05-20"], "new"),
        (["2026-11-20"], "new"),
        (["2025-11-19", "2026-06-01"], "returning"),
        (["2019-03-01", "2026-11-01"], "returning"),
        # A day still to come, as a signed contract may have it.
        (["2026-12-01"], "new"),
    ],
)
def test_stage(purchases: list[str], expected: str) -> None:
    """The first rule that fits decides."""
    days = [date.fromisoformat(text) for text in purchases]
    assert lifecycle(days, TODAY) == expected
    assert lifecycle(days[::-1], TODAY) == expected


def test_purchases_of_unknown_days() -> None:
    """Whoever bought, nobody knows when, is no prospect."""
    assert lifecycle([], TODAY, undated=1) is None
    assert lifecycle([date(2026, 11, 1)], TODAY, undated=3) == "new"


def test_thresholds() -> None:
    """A team's own months."""
    thresholds = Thresholds(lost=3, inactive=2, active=1, new=1)
    assert lifecycle([date(2026, 8, 19)], TODAY, thresholds=thresholds) == "lost"
    assert lifecycle([date(2026, 9, 19)], TODAY, thresholds=thresholds) == "inactive"
    assert lifecycle([date(2026, 10, 1)], TODAY, thresholds=thresholds) == "returning"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-11-20", 6, "2026-05-20"),
        ("2026-11-20", 18, "2025-05-20"),
        ("2026-08-31", 6, "2026-02-28"),
        ("2024-08-31", 6, "2024-02-29"),
        ("2026-01-31", 1, "2025-12-31"),
        ("2026-12-31", 1, "2026-11-30"),
        ("2026-12-15", 12, "2025-12-15"),
        ("2026-03-15", 0, "2026-03-15"),
    ],
)
def test_months_before(day: str, months: int, expected: str) -> None:
    """Calendar months, at the end of short ones too."""
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(expected)
